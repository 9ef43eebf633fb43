"""Who did and looked at what of a family, and why: rows that are only ever added, chained so that a lost one shows."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7

from .devices import Device
from .families import Child
from .places import Facility, Organisation


class AuditEntry(models.Model):
    """One act or look that touched a family's data: who, on which device, what, of whom. Never the content itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    action = models.CharField(_("action"), max_length=60)
    subject_kind = models.CharField(_("kind of subject"), max_length=30)
    subject_id = models.UUIDField(_("subject"))
    child = models.ForeignKey(
        Child, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", null=True, blank=True
    )
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="audit_of_subject"),
            models.Index(fields=["organisation", "at"], name="audit_of_organisation"),
            models.Index(fields=["child", "at"], name="audit_of_child"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind}"


class AuditLink(models.Model):
    """The place of an entry in the chain: its number, and a hash over it and the link before.

    Links are made after commit by one sealer at a time, so that no writer waits for another.
    """

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="link")
    hash = models.CharField(_("SHA-256 over the entry and the link before"), max_length=64)

    def __str__(self) -> str:
        return str(self.number)


class Erasure(models.Model):
    """One run of the retention rules, or of a family's wish: what was deleted, as counts by kind of row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=60)
    report = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["organisation", "at"], name="erasures_by_day")]

    def __str__(self) -> str:
        return f"{self.reason} {self.at:%Y-%m-%d}"
