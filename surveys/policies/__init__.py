"""Who may do what with surveys, events and meetings, by topic. Every service's first line is one of these."""

from .making import may_make, require_maker

__all__ = ["may_make", "require_maker"]
