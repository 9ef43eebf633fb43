"""Back in without phone or password: two people at the desk, and a code on paper. Never by e-mail alone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7

from .places import Facility, Organisation


class SignInReset(models.Model):
    """One person starts it, another confirms it, then the code made at that moment opens the account once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("started_by")),
                name="reset_takes_two",
            ),
            models.CheckConstraint(
                condition=~Q(started_by=F("user"))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("user"))),
                name="reset_is_for_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, code_hash__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, code_hash__isnull=False, confirmed_by__isnull=False),
                name="reset_code_after_confirmation",
            ),
            models.UniqueConstraint(
                fields=["user"],
                name="reset_waits_once",
                condition=Q(confirmed_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
