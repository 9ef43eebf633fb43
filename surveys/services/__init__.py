"""Everything that changes surveys, events and meetings. Import the module: `surveys.services.publish_survey(...)`."""

from .answer_drafts import save_answer_draft
from .answering import submit_answers
from .bookings import book_slot, cancel_booking, free_slot, give_slot, hold_slot
from .copying import copy_survey
from .periods import Opening, add_lane, block_slots, make_slots, remove_lane, save_period
from .publishing import close_survey, publish_survey, undo_survey
from .questions import save_questions
from .surveys import begin_survey, discard_survey, save_survey
from .wishes import assign_meetings, save_wishes

__all__ = [
    "Opening",
    "add_lane",
    "assign_meetings",
    "begin_survey",
    "block_slots",
    "book_slot",
    "cancel_booking",
    "close_survey",
    "copy_survey",
    "discard_survey",
    "free_slot",
    "give_slot",
    "hold_slot",
    "make_slots",
    "publish_survey",
    "remove_lane",
    "save_answer_draft",
    "save_period",
    "save_questions",
    "save_survey",
    "save_wishes",
    "submit_answers",
    "undo_survey",
]
