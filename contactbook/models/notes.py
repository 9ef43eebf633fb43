"""What is staff's alone, and the sentences they use often."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from contactbook.roles import WRITING_ROLES
from facilities.models import Child, Facility

from .readers import read_in_class


class StaffNoteQuerySet(models.QuerySet["StaffNote"]):
    """Notes by reader: no family is one."""

    def visible_to(self, user: User) -> "StaffNoteQuerySet":
        """Those about the children for whom she writes."""
        if not user.is_active:
            return self.none()
        return self.filter(read_in_class(user, WRITING_ROLES, "day"))


class StaffNote(models.Model):
    """A note among staff about a child (園内メモ). No service publishes it; it is never part of an entry."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="staff_notes")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="staff_notes")
    day = models.DateField(_("day"))
    text = models.CharField(_("note"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    struck_at = models.DateTimeField(_("struck out at"), null=True, blank=True)

    objects = StaffNoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "-day"], name="staff_notes_of_child")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.day}"


class Phrase(models.Model):
    """A sentence a facility often writes (定型文); `item` is the key of the item it is for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="phrases")
    item = models.CharField(_("for"), max_length=40, default="note")
    text = models.CharField(_("sentence"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "item", "text"], name="phrase_once"),
        ]

    def __str__(self) -> str:
        return self.text
