"""Everything that changes notices, readings and calls. Import the module: `notices.services.send(...)`."""

from .answers import mark_answered
from .calls import claim_household, claim_next, extend_claim, record_outcome, release_claim
from .drafts import Scopes, begin_draft, discard_draft, save_draft
from .messages import Telling, forget_messages, notify, notify_each
from .publication import finish_publications, freeze_recipients, release_due_notices, release_notice
from .readings import record_reading, record_readings
from .recalls import recall_notice, start_correction
from .reminders import remind_now, remind_unread
from .sending import schedule_notice, undo_schedule
from .subscriptions import end_subscriptions, forget_browsers, save_subscription

__all__ = [
    "Scopes",
    "Telling",
    "begin_draft",
    "claim_household",
    "claim_next",
    "discard_draft",
    "end_subscriptions",
    "extend_claim",
    "finish_publications",
    "forget_browsers",
    "forget_messages",
    "freeze_recipients",
    "mark_answered",
    "notify",
    "notify_each",
    "recall_notice",
    "record_outcome",
    "record_reading",
    "record_readings",
    "release_claim",
    "release_due_notices",
    "release_notice",
    "remind_now",
    "remind_unread",
    "save_draft",
    "save_subscription",
    "schedule_notice",
    "start_correction",
    "undo_schedule",
]
