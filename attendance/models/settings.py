"""How a facility runs its days: deadlines, the watch, the lock against double stamps, days it is closed."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility

MONDAY_TO_SATURDAY = (0, 1, 2, 3, 4, 5)


def open_weekdays() -> list[int]:
    """Nurseries open from Monday to Saturday."""
    return list(MONDAY_TO_SATURDAY)


class AttendanceSettings(models.Model):
    """One row a facility; a facility without one has these defaults."""

    class Deadline(models.TextChoices):
        WARN = "warn", _("Accept, and ask to phone as well")
        BLOCK = "block", _("Do not accept, and ask to phone")

    facility = models.OneToOneField(
        Facility, on_delete=models.CASCADE, primary_key=True, related_name="attendance_settings"
    )
    duplicate_minutes = models.PositiveSmallIntegerField(
        _("a second stamp counts after, minutes"), default=30, help_text=_("5 to 60 minutes.")
    )
    report_by = models.TimeField(_("reports until"), default=time(9))
    after_deadline = models.CharField(
        _("reports after that time"), max_length=5, choices=Deadline, default=Deadline.WARN
    )
    watch_at = models.TimeField(_("the watch asks at"), default=time(9, 30))
    is_watching = models.BooleanField(_("ask families of children without a word"), default=True)
    answer_minutes = models.PositiveSmallIntegerField(_("phone them after, minutes"), default=10)
    closing_minutes = models.PositiveSmallIntegerField(
        _("children still here after closing, minutes"), default=15
    )
    tells_guardians = models.BooleanField(_("tell families of each stamp"), default=True)
    kiosk_touch = models.BooleanField(_("names by class at the entrance"), default=True)
    kiosk_asks_plan = models.BooleanField(
        _("ask at the entrance who comes today"), default=True, db_default=True
    )
    nap_minutes_babies = models.PositiveSmallIntegerField(_("nap checks, age 0, minutes"), default=5)
    nap_minutes = models.PositiveSmallIntegerField(_("nap checks, age 1 and up, minutes"), default=10)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("open on"),
        default=open_weekdays,
        help_text="0 = Monday",
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(duplicate_minutes__gte=5, duplicate_minutes__lte=60),
                name="duplicate_lock_5_to_60_minutes",
            ),
            models.CheckConstraint(
                condition=Q(nap_minutes__in=(5, 10, 15), nap_minutes_babies__in=(5, 10)),
                name="nap_minutes_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.facility_id)


class ClosedDay(models.Model):
    """A day on which a facility is closed: a holiday, or a day of its own (休園日)."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "day"], name="closed_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()
