"""The contact book: templates, entries by cells, what was read, photos, staff's own notes."""

from .books import BookBatch, BookOrder, BookPart
from .entries import Entry, EntryReading, EntryRevision, EntryWrite, Side, State
from .growth import GrowthCurve, GrowthRecord
from .notes import Phrase, StaffNote
from .photos import EntryPhoto
from .settings import BookApprover, BookSettings
from .templates import Band, EntryTemplate
from .tokens import BookToken

__all__ = [
    "Band",
    "BookApprover",
    "BookBatch",
    "BookOrder",
    "BookPart",
    "BookSettings",
    "BookToken",
    "Entry",
    "EntryPhoto",
    "EntryReading",
    "EntryRevision",
    "EntryTemplate",
    "EntryWrite",
    "GrowthCurve",
    "GrowthRecord",
    "Phrase",
    "Side",
    "StaffNote",
    "State",
]
