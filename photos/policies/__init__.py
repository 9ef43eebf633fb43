"""Who may do what with photos, by topic. Every service's first line is one of these."""

from .albums import require_album_keeper, require_photographer, require_worker

__all__ = ["require_album_keeper", "require_photographer", "require_worker"]
