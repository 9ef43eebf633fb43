"""Staff: who works where, as what, from when to when."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from facilities.acting import facility_in_hand

from .days import on_day
from .places import Classroom, Facility, Organisation
from .roles import CENTRAL_ROLES, Role


class StaffMember(models.Model):
    """A person employed by an organisation (職員); what she may do is in her posts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_members")
    name = models.CharField(_("name"), max_length=100)
    kana = models.CharField(_("reading"), max_length=100, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="staff_member_once"),
            models.UniqueConstraint(fields=["id", "organisation"], name="staff_member_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.name


class StaffPostQuerySet(models.QuerySet["StaffPost"]):
    """Posts by person and day."""

    def held_by(self, user: User, day: date | None = None) -> "StaffPostQuerySet":
        """The posts a person holds today (or on `day`); an inactive account holds none.

        At a shared tablet only those at its facility count, whatever else she is.
        """
        if not user.is_active:
            return self.none()
        held = self.filter(on_day(day or timezone.localdate()), member__user_id=user.pk)
        facility = facility_in_hand()
        return held.filter(facility=facility) if facility else held

    def central(self) -> "StaffPostQuerySet":
        return self.filter(role__in=CENTRAL_ROLES)

    def in_facility(self, facility_id: UUID) -> "StaffPostQuerySet":
        return self.filter(facility_id=facility_id)


class StaffPost(models.Model):
    """One role of a staff member at one place, dated; several at once are allowed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="posts")
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="posts", null=True, blank=True
    )
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, related_name="posts", null=True, blank=True
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = StaffPostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=sorted(CENTRAL_ROLES), facility__isnull=True)
                | (~Q(role__in=sorted(CENTRAL_ROLES)) & Q(facility__isnull=False)),
                name="post_is_central_or_at_a_facility",
            ),
            models.CheckConstraint(
                condition=Q(classroom__isnull=True) | Q(facility__isnull=False),
                name="post_class_needs_facility",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.AUDITOR) | Q(ends_on__isnull=False), name="auditor_post_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.role}"
