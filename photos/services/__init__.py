"""Everything that changes albums and photos."""

from .albums import change_album, make_album, publish_album, withdraw_album
from .consents import record_consents, say_consents
from .crops import crop_photo, uncrop_photo
from .tags import mark_group, tag_photos
from .uploads import MOST_BYTES, Kept, NotTaken, Upload, add_photo, claim_photos, remove_photos
from .wishes import decide_takedown, request_takedown, set_favourite

__all__ = [
    "MOST_BYTES",
    "Kept",
    "NotTaken",
    "Upload",
    "add_photo",
    "change_album",
    "claim_photos",
    "crop_photo",
    "decide_takedown",
    "make_album",
    "mark_group",
    "publish_album",
    "record_consents",
    "remove_photos",
    "request_takedown",
    "say_consents",
    "set_favourite",
    "tag_photos",
    "uncrop_photo",
    "withdraw_album",
]
