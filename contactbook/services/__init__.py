"""What happens to contact books. Import the module: `contactbook.services.write_cells`."""

from .correcting import correct_entry, withdraw_entry
from .growth import choose_curve, note_growth
from .illness import draft_word_of_illness
from .notes import strike_note, write_note
from .patience import WrittenEach, write_each
from .photos import Upload, add_photo, mark_photos, remove_photo
from .phrases import add_phrases, add_usual_phrases, change_phrase, move_phrase, remove_phrase
from .prefilling import prefill_entry
from .publishing import approve_entries, give_back, publish_due, publish_entries, unapprove_entries
from .reading import read_entries
from .sending import send_entry
from .settings import change_book_settings
from .settling import settle_write
from .templates import drop_template, set_template
from .tokens import end_token, make_token
from .writing import Page, Written, look_at, write_cells

__all__ = [
    "Page",
    "Upload",
    "Written",
    "WrittenEach",
    "add_photo",
    "add_phrases",
    "add_usual_phrases",
    "approve_entries",
    "change_book_settings",
    "change_phrase",
    "choose_curve",
    "correct_entry",
    "draft_word_of_illness",
    "drop_template",
    "end_token",
    "give_back",
    "look_at",
    "make_token",
    "mark_photos",
    "move_phrase",
    "note_growth",
    "prefill_entry",
    "publish_due",
    "publish_entries",
    "read_entries",
    "remove_photo",
    "remove_phrase",
    "send_entry",
    "set_template",
    "settle_write",
    "strike_note",
    "unapprove_entries",
    "withdraw_entry",
    "write_cells",
    "write_each",
    "write_note",
]
