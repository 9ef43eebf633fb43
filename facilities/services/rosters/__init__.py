"""Rosters from files: brought, checked, approved, applied all or nothing, taken back."""

from .applying import apply_roster
from .approval import approve_roster, ask_approval, discard_roster, leave_row_out, put_row_back
from .checking import check_roster
from .exporting import export_roster
from .undoing import undo_roster
from .uploads import choose_mapping, upload_roster

__all__ = [
    "apply_roster",
    "approve_roster",
    "ask_approval",
    "check_roster",
    "choose_mapping",
    "discard_roster",
    "export_roster",
    "leave_row_out",
    "put_row_back",
    "undo_roster",
    "upload_roster",
]
