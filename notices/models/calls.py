"""The call desk: who phones which household, and how it ended (架電リスト)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Facility, Guardian, Household

from .notice import Notice


class CallTask(models.Model):
    """One household to phone about one notice; whoever holds the lease and its token may call."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="call_tasks")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "household"], name="call_task_once")]
        indexes = [
            models.Index(
                fields=["claimed_by"], condition=Q(claimed_by__isnull=False), name="call_task_of_caller"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.household_id}"


class CallAttempt(models.Model):
    """One call and its outcome. Only ever added."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Told them")
        VOICEMAIL = "voicemail", _("Voicemail")
        NO_ANSWER = "no_answer", _("No answer")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        WILL_CALL_BACK = "will_call_back", _("Will call back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(CallTask, on_delete=models.CASCADE, related_name="attempts")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=14, choices=Outcome)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["task", "at"], name="call_attempt_in_order")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.outcome}"
