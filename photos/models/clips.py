"""Clips that are to be made, and whether a facility takes any."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.outbox import OutboxRow, OutboxState
from facilities.models import Facility

from .photos import Photo


class PhotoSettings(models.Model):
    """One row a facility; none means the defaults."""

    facility = models.OneToOneField(
        Facility, on_delete=models.CASCADE, primary_key=True, related_name="photo_settings"
    )
    takes_clips = models.BooleanField(_("short video clips"), default=False)

    def __str__(self) -> str:
        return str(self.facility_id)


class ClipWork(OutboxRow):
    """The file that plays is to be made of this clip; `error` is why it could not, as a code."""

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, primary_key=True, related_name="work")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=OutboxState.QUEUED), name="clip_work_waiting")
        ]

    def __str__(self) -> str:
        return str(self.photo_id)
