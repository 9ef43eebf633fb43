"""Who may do what with contact books, by topic. Every service's first line is one of these."""

from .books import require_book_reader
from .homes import require_home_reader, require_home_writer
from .staff import (
    may_approve,
    may_publish,
    may_tell_of_illness,
    require_approver,
    require_binder,
    require_class_writer,
    require_illness_teller,
    require_keeper,
    require_publisher,
    require_writer,
)

__all__ = [
    "may_approve",
    "may_publish",
    "may_tell_of_illness",
    "require_approver",
    "require_binder",
    "require_book_reader",
    "require_class_writer",
    "require_home_reader",
    "require_home_writer",
    "require_illness_teller",
    "require_keeper",
    "require_publisher",
    "require_writer",
]
