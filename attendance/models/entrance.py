"""Somebody at an entrance asks for staff: a call that rings until one of them answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Device, Facility


class StaffCall(models.Model):
    """One call from the tablet at an entrance. A second press while it waits is the same call, made anew."""

    class Reason(models.TextChoices):
        HELP = "help", _("Somebody at the entrance asks for staff.")
        PICKER = "picker", _("Somebody has come whom nobody expected.")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("why"), max_length=6, choices=Reason, default=Reason.HELP)
    called_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        help_text=_("None where it was answered on a tablet on which nobody had typed a PIN."),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(answered_at__isnull=True), name="staff_call_once_open"
            )
        ]
        indexes = [
            models.Index(
                fields=["facility", "called_at"],
                condition=Q(answered_at__isnull=True),
                name="staff_calls_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.called_at:%H:%M}"
