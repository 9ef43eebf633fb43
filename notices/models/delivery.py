"""What leaves the house: push and mail, one row for each guardian, channel and round."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from backend.outbox import OutboxRow
from facilities.models import Guardian, Household

from .notice import Notice


class Channel(models.TextChoices):
    PUSH = "push", _("Push")
    MAIL = "mail", _("E-mail")


class Delivery(OutboxRow):
    """One message to one guardian (配信). `round` 0 is the first sending, 1 and up are reminders.

    In the database `delivery_once` is the primary key: a broadcast writes a row each guardian, and a second index
    for a number costs a sixth of that. `id` tells rows apart in Python and has no index: find rows by their key.
    """

    found_by = ("notice", "guardian", "channel", "round")

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(
        Notice, on_delete=models.DO_NOTHING, related_name="deliveries", db_constraint=False, db_index=False
    )
    guardian = models.ForeignKey(
        Guardian, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    household = models.ForeignKey(
        Household, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=4, choices=Channel)
    round = models.PositiveSmallIntegerField(default=0)
    is_urgent = models.BooleanField(
        db_default=False, help_text=_("Of an emergency: leaves before anything else.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "guardian", "channel", "round"], name="delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["channel", "-is_urgent", "due_at"], condition=Q(state="queued"), name="delivery_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.notice_id} → {self.guardian_id}"

    @property
    def key(self) -> str:
        """What the provider may collapse duplicates by: the same for every attempt of this delivery."""
        return f"{self.notice_id.hex}-{self.guardian_id.hex[-12:]}-{self.channel}-{self.round}"


class PushSubscription(models.Model):
    """One browser of one person that takes web push. It dies when the push service says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions"
    )
    endpoint = models.URLField(max_length=1000)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    died_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint"], name="push_endpoint_once")]

    def __str__(self) -> str:
        return f"{self.user_id}"
