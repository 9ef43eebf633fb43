"""Everything that changes people and places. Import the module: `facilities.services.speak_language(...)`."""

from .audit_chain import seal_entries, verify_chain
from .families import speak_language
from .retention import erase_expired, erase_family

__all__ = ["erase_expired", "erase_family", "seal_entries", "speak_language", "verify_chain"]
