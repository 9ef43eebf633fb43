"""Short messages about one child or thing: a stamp, a question. Their words are made when they leave."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.ids import uuid7
from backend.outbox import OutboxRow
from facilities.models import Facility, Guardian

from .delivery import Channel


class Message(OutboxRow):
    """One message to one guardian over one channel. `kind` names who makes its words, `about` what they are about.

    `key` says what it tells, so that telling twice is telling once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="+")
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=4, choices=Channel)
    kind = models.CharField(max_length=30)
    about = models.UUIDField()
    key = models.CharField(max_length=100)
    is_urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "guardian", "channel"], name="message_once")]
        indexes = [
            models.Index(
                fields=["channel", "-is_urgent", "due_at"], condition=Q(state="queued"), name="messages_due"
            ),
            models.Index(fields=["settled_at"], condition=~Q(state="queued"), name="messages_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} → {self.guardian_id}"
