"""Who may do what with surveys, events and meetings, by topic. Every service's first line is one of these."""

from .answering import may_enter, require_answerer, require_entry
from .making import may_make, require_maker

__all__ = ["may_enter", "may_make", "require_answerer", "require_entry", "require_maker"]
