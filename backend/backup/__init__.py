"""Everything in one file, and back, with proof: `manage.py backup` and `manage.py restore`."""

from .archive import back_up, restore
from .database import BackupError, Database, marks

__all__ = ["BackupError", "Database", "back_up", "marks", "restore"]
