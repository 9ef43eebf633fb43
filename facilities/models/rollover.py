"""The next school year, planned, applied by date and reversible; and moves between facilities."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7

from .families import Child, Enrolment
from .places import Classroom, Facility, Organisation


class RolloverPlan(models.Model):
    """The plan of one facility for one school year (進級)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being planned")
        APPLIED = "applied", _("Applied")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="rollover_plans")
    school_year = models.PositiveSmallIntegerField(_("school year"))
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "school_year"], name="rollover_plan_once_a_year"),
            models.UniqueConstraint(fields=["id", "facility"], name="rollover_plan_of_facility"),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.school_year}"


class RolloverRow(models.Model):
    """What happens to one child: a class of the new year, or leaving. `made` is the future enrolment it became."""

    hindered = ""  # no column: 'gone' or 'placed' where a question found that something stands in the way

    class Action(models.TextChoices):
        MOVE = "move", _("Goes to a class")
        LEAVE = "leave", _("Leaves")
        GRADUATE = "graduate", _("Graduates")
        UNDECIDED = "undecided", _("Not decided")

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(RolloverPlan, on_delete=models.CASCADE, related_name="rows")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=9, choices=Action, default=Action.UNDECIDED)
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_on_before = models.DateField(_("last day before the plan"), null=True, blank=True)
    made = models.ForeignKey(Enrolment, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    is_applied = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "enrolment"], name="rollover_row_once"),
            models.CheckConstraint(
                condition=(Q(action="move") & Q(classroom__isnull=False))
                | (~Q(action="move") & Q(classroom__isnull=True)),
                name="rollover_move_names_class",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.action}"


class Transfer(models.Model):
    """A child goes from one facility to another of the organisation; her history goes along only by consent (転園)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="transfers")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    to_facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    to_classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="+")
    moves_on = models.DateField(_("first day at the new place"))
    made = models.ForeignKey(Enrolment, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    consented_at = models.DateTimeField(_("history goes along since"), null=True, blank=True)
    consent_refused_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(facility=models.F("to_facility")), name="transfer_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True, consent_refused_at__isnull=True)
                | Q(answered_by__isnull=False),
                name="transfer_answer_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True) | Q(consent_refused_at__isnull=True),
                name="transfer_has_one_answer",
            ),
            models.UniqueConstraint(
                fields=["child", "facility", "moves_on"],
                name="transfer_once",
                condition=Q(cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.moves_on}"
