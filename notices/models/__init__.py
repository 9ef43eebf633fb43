"""Telling people things, and knowing whom it reached."""

from .calls import CallAttempt, CallTask
from .delivery import Channel, Delivery, PushSubscription
from .messages import Message
from .notice import BODY_LENGTH, SENT, TITLE_LENGTH, Asks, Notice, NoticeClassroom, Scope, State, Urgency
from .reach import READINGS_LOCK, FacilityReach, ReachMinute, Reading, Recipient, open_sql

__all__ = [
    "BODY_LENGTH",
    "READINGS_LOCK",
    "SENT",
    "TITLE_LENGTH",
    "Asks",
    "CallAttempt",
    "CallTask",
    "Channel",
    "Delivery",
    "FacilityReach",
    "Message",
    "Notice",
    "NoticeClassroom",
    "PushSubscription",
    "ReachMinute",
    "Reading",
    "Recipient",
    "Scope",
    "State",
    "Urgency",
    "open_sql",
]
