"""What families say about a day: absent, late, early, somebody else comes (連絡); and what is usual."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Child, Facility, Guardian
from facilities.models.days import days


class Report(models.Model):
    """One word about one child, for one day or several. The guardian may change it until staff confirm it.

    After that a change is a new report that `replaces` it and waits for staff; one "as usual" takes it back.
    `guardian` is None where staff wrote it down from a telephone call. Only the author's own household and staff
    read its details.
    """

    class Kind(models.TextChoices):
        ABSENT = "absent", _("Absent")
        LATE = "late", _("Late")
        EARLY_LEAVE = "early_leave", _("Leaves early")
        PICK_UP = "pick_up", _("Pick-up changes")
        AS_USUAL = "as_usual", _("Comes as usual")

    class Reason(models.TextChoices):
        SICK = "sick", _("Illness or injury")
        PRIVATE = "private", _("Family matter")

    class Symptom(models.TextChoices):
        COUGH = "cough", _("Cough")
        RUNNY_NOSE = "runny_nose", _("Runny nose")
        VOMITING = "vomiting", _("Vomited")
        DIARRHOEA = "diarrhoea", _("Diarrhoea")
        RASH = "rash", _("Rash")
        STOMACH_ACHE = "stomach_ache", _("Stomach ache")
        NO_APPETITE = "no_appetite", _("No appetite")

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        CONFIRMED = "confirmed", _("Confirmed")
        REPLACED = "replaced", _("Replaced")
        REFUSED = "refused", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="reports")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="reports")
    guardian = models.ForeignKey(
        Guardian, on_delete=models.PROTECT, related_name="reports", null=True, blank=True
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        help_text=_("None where a guardian without an account answered by the link she was sent."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=7, choices=Reason, blank=True)
    temperature = models.DecimalField(_("temperature"), max_digits=3, decimal_places=1, null=True, blank=True)
    symptoms = ArrayField(
        models.CharField(max_length=12, choices=Symptom), verbose_name=_("symptoms"), default=list, blank=True
    )
    time = models.TimeField(
        _("time"), null=True, blank=True, help_text=_("Of coming, of leaving, of the pick-up.")
    )
    picker = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    proxy_name = models.CharField(_("who comes"), max_length=60, blank=True)
    proxy_phone = models.CharField(_("her telephone"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_after_deadline = models.BooleanField(_("after the deadline"), default=False)
    state = models.CharField(max_length=9, choices=State, default=State.SENT)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="replacements", null=True, blank=True
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="report_ends_after_start"),
            models.CheckConstraint(
                condition=Q(temperature__isnull=True) | Q(temperature__gte=34, temperature__lte=42),
                name="report_temperature_34_to_42",
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "starts_on", "ends_on"], name="reports_of_facility"),
            models.Index(fields=["child", "starts_on"], name="reports_of_child"),
            models.Index(fields=["facility", "sent_at"], condition=Q(state="sent"), name="reports_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.child_id} {self.starts_on}"


STANDING_REPORTS = (Report.State.SENT, Report.State.CONFIRMED)


class CareContract(models.Model):
    """What is agreed for a child at a facility: weekdays, usual times, who usually comes, and the hours paid for.

    `group` chooses the rules of extended care (保育標準時間, 短時間 …).
    """

    class Group(models.TextChoices):
        STANDARD = "standard", _("Standard hours")
        SHORT = "short", _("Short hours")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="care_contracts")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="care_contracts")
    group = models.CharField(_("kind"), max_length=8, choices=Group, default=Group.STANDARD)
    arrives_at = models.TimeField(_("usually comes at"), default=time(9))
    leaves_at = models.TimeField(_("usually leaves at"), default=time(17))
    hours_from = models.TimeField(_("agreed from"), null=True, blank=True)
    hours_until = models.TimeField(_("agreed until"), null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days of the week"), default=list, blank=True,
        help_text=_("0 = Monday; none means every day the facility is open."),
    )  # fmt: skip
    picker = models.ForeignKey(Guardian, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="care_contract_ends_after_start",
            ),
            ExclusionConstraint(
                name="care_contract_once_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("facility", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["facility", "starts_on"], name="contracts_of_facility")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.group}"
