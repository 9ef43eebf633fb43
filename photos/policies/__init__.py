"""Who may do what with photos, by topic. Every service's first line is one of these."""

from .albums import (
    may_keep_albums,
    may_take_photos,
    require_album_keeper,
    require_photographer,
    require_worker,
)
from .sales import (
    household_buying_at,
    require_buyer,
    require_not_own,
    require_own_order,
    require_second,
    require_second_settler,
)

__all__ = [
    "household_buying_at",
    "may_keep_albums",
    "may_take_photos",
    "require_album_keeper",
    "require_buyer",
    "require_not_own",
    "require_own_order",
    "require_photographer",
    "require_second",
    "require_second_settler",
    "require_worker",
]
