"""Joining: invitations with one-time codes, and addresses proved by a code."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from backend.outbox import OutboxRow

from .families import Child, Guardian
from .places import Facility, Organisation
from .staff import StaffMember


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what can still be done with them."""

    def open(self) -> "InvitationQuerySet":
        """Neither used nor revoked, and not past their time."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """One code for one adult (保護者・親族・職員). Only a keyed hash of the code is kept; it opens once.

    GUARDIAN names the roster's adult when she is known, else the sheet is the child's and she types her name.
    RELATIVE is a guardian's link to read along. STAFF names the member whose account it opens.
    """

    class Kind(models.TextChoices):
        GUARDIAN = "guardian", _("Guardian")
        RELATIVE = "relative", _("Relative, reading along")
        STAFF = "staff", _("Staff")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    child = models.ForeignKey(
        Child, on_delete=models.CASCADE, related_name="invitations", null=True, blank=True
    )
    guardian = models.ForeignKey(
        Guardian, on_delete=models.CASCADE, related_name="invitations", null=True, blank=True
    )
    member = models.ForeignKey(
        StaffMember, on_delete=models.CASCADE, related_name="invitations", null=True, blank=True
    )
    code_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("good until"))
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="staff", member__isnull=False, child__isnull=True, guardian__isnull=True)
                | Q(kind__in=["guardian", "relative"], member__isnull=True, child__isnull=False),
                name="invitation_is_for_a_family_or_staff",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["facility", "kind", "created_at"], name="invitations_of_facility")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class EmailCheck(OutboxRow):
    """An address somebody typed, until she types the six digits mailed to it. Nothing else is mailed there before.

    The row is the outbox of its own mail; the digits are derived from its key, so they stand nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    email = models.EmailField()
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="email_checks_waiting", condition=Q(state="queued")),
        ]

    def __str__(self) -> str:
        return str(self.pk)
