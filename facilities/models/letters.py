"""Mails to people without an account: that a form arrived, what was decided, that a membership ends."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from backend.ids import uuid7
from backend.outbox import OutboxRow

from .places import Organisation


class Letter(OutboxRow):
    """One mail, written when it leaves. `about` is the application or the member; `on` parts the years of reminders."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("A form arrived")
        APPROVED = "approved", _("It was approved")
        REFUSED = "refused", _("It was refused")
        RENEWAL = "renewal", _("A membership ends")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    about = models.UUIDField()
    on = models.DateField()
    email = models.EmailField()
    language = models.CharField(max_length=5, choices=Language, default=Language.JAPANESE)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "kind", "on"], name="letter_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="queued"), name="letters_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
