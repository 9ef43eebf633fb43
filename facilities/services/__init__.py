"""Everything that changes people and places. Import the module: `facilities.services.speak_language(...)`."""

from .families import speak_language

__all__ = ["speak_language"]
