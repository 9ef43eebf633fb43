"""Everything that changes surveys, events and meetings. Import the module: `surveys.services.publish_survey(...)`."""

from .answer_drafts import save_answer_draft
from .answering import submit_answers
from .bookings import book_slot, cancel_booking, free_slot, give_slot, hold_slot
from .copying import copy_survey, use_pattern
from .event_copying import Copy, copy_events
from .event_files import add_event_file, remove_event_file
from .events import cancel_event, discard_event, publish_event, save_event
from .exporting import export_results, note_results_taken
from .feeds import end_feed, feed_of, make_feed
from .invitations import invite_to_event, remind_of_event, take_invitation_back
from .meeting_announcing import announce_meetings
from .meeting_publishing import discard_period, publish_period, undo_period
from .meeting_reminders import remind_of_meetings, remind_unbooked
from .meeting_times import lay_out
from .periods import Opening, add_lane, block_slots, make_slots, remove_lane, save_period, spans_of
from .publishing import close_survey, publish_survey, undo_survey
from .questions import save_questions
from .reminders import remind_due, remind_silent, set_reminders
from .replies import reply_to_event, write_reply_down
from .surveys import begin_survey, discard_survey, save_survey
from .viewers import set_viewers
from .wishes import assign_meetings, save_wishes

__all__ = [
    "Copy",
    "Opening",
    "add_event_file",
    "add_lane",
    "announce_meetings",
    "assign_meetings",
    "begin_survey",
    "block_slots",
    "book_slot",
    "cancel_booking",
    "cancel_event",
    "close_survey",
    "copy_events",
    "copy_survey",
    "discard_event",
    "discard_period",
    "discard_survey",
    "end_feed",
    "export_results",
    "feed_of",
    "free_slot",
    "give_slot",
    "hold_slot",
    "invite_to_event",
    "lay_out",
    "make_feed",
    "make_slots",
    "note_results_taken",
    "publish_event",
    "publish_period",
    "publish_survey",
    "remind_due",
    "remind_of_event",
    "remind_of_meetings",
    "remind_silent",
    "remind_unbooked",
    "remove_event_file",
    "remove_lane",
    "reply_to_event",
    "save_answer_draft",
    "save_event",
    "save_period",
    "save_questions",
    "save_survey",
    "save_wishes",
    "set_reminders",
    "set_viewers",
    "spans_of",
    "submit_answers",
    "take_invitation_back",
    "undo_period",
    "undo_survey",
    "use_pattern",
    "write_reply_down",
]
