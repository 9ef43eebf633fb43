"""Shared tablets: paired with a facility and a room; a person acts on them with a PIN."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7

from .places import Classroom, Facility, Organisation
from .staff import StaffMember


class Device(models.Model):
    """A tablet of a facility (端末). Its cookie holds a secret of which only a keyed hash is kept.

    While nobody has typed a PIN it may show the room; `acting` is who typed hers, until `acting_until`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="devices")
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, related_name="devices", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=60)
    is_kiosk = models.BooleanField(
        _("stands at the entrance"), default=False, help_text=_("Families stamp on it; staff do not sign in.")
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    paired_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    paired_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    lock_after = models.PositiveSmallIntegerField(_("locks itself after, seconds"), default=90)
    acting = models.ForeignKey(
        StaffMember, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    acting_until = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "name"], name="device_name_once", condition=Q(revoked_at__isnull=True)
            ),
            models.UniqueConstraint(fields=["id", "facility"], name="device_of_facility"),
        ]

    def __str__(self) -> str:
        return self.name


class Pairing(models.Model):
    """An open offer to pair one tablet: a code of ten minutes and few tries."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(_("name of the tablet"), max_length=60)
    is_kiosk = models.BooleanField(default=False)
    key_hash = models.CharField(_("hash of what is typed"), max_length=64, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    device = models.OneToOneField(
        Device, on_delete=models.CASCADE, related_name="pairing", null=True, blank=True
    )

    def __str__(self) -> str:
        return self.name


class StaffPin(models.Model):
    """The PIN a staff member types on shared tablets: argon2, locked after five wrong tries until a manager unlocks."""

    member = models.OneToOneField(StaffMember, on_delete=models.CASCADE, primary_key=True, related_name="pin")
    pin_hash = models.CharField(max_length=200)
    tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    set_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.member_id)
