"""Who looked at what of a family, and why: rows that are only ever added."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7

from .places import Facility, Organisation


class AuditEntry(models.Model):
    """One act that touched a family's data: who, what, of whom. Never the content itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    action = models.CharField(_("action"), max_length=60)
    subject_kind = models.CharField(_("kind of subject"), max_length=30)
    subject_id = models.UUIDField(_("subject"))
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="audit_of_subject"),
            models.Index(fields=["organisation", "at"], name="audit_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind}"
