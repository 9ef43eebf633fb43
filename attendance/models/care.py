"""Extended care (延長保育): rules that hold from a day on, and charges that keep the rule and inputs they came from."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Child, Facility

from .reports import CareContract


class CareRule(models.Model):
    """What minutes beyond the agreed hours cost, for one side of the day and one group of contracts.

    Never changed once a charge came from it: a new price is a new rule from a later day.
    """

    class Side(models.TextChoices):
        MORNING = "morning", _("Morning")
        EVENING = "evening", _("Evening")

    class Grace(models.TextChoices):
        THRESHOLD = "threshold", _("Free up to it, then all counts")
        DEDUCTION = "deduction", _("Always deducted")

    class Rounding(models.TextChoices):
        UP = "up", _("Up")
        DOWN = "down", _("Down")
        NEAREST = "nearest", _("To the nearest")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="care_rules")
    group = models.CharField(_("for contracts"), max_length=8, choices=CareContract.Group)
    side = models.CharField(_("side of the day"), max_length=7, choices=Side)
    starts_on = models.DateField(_("from"))
    counts_from = models.TimeField(
        _("counts beyond"), null=True, blank=True, help_text=_("Empty: the hours of the child's contract.")
    )
    grace_minutes = models.PositiveSmallIntegerField(_("grace, minutes"), default=0)
    grace = models.CharField(_("meaning of grace"), max_length=9, choices=Grace, default=Grace.THRESHOLD)
    unit_minutes = models.PositiveSmallIntegerField(
        _("unit, minutes"), default=15, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    rounding = models.CharField(_("rounding"), max_length=7, choices=Rounding, default=Rounding.UP)
    price = models.PositiveIntegerField(_("price of a unit, yen"), default=100)
    daily_cap = models.PositiveIntegerField(_("at most a day, yen"), null=True, blank=True)
    monthly_cap = models.PositiveIntegerField(_("at most a month, yen"), null=True, blank=True)
    monthly_flat = models.PositiveIntegerField(
        _("flat price a month, yen"), null=True, blank=True, help_text=_("For children with the flat plan.")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "group", "side", "starts_on"], name="care_rule_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(unit_minutes__gte=1, unit_minutes__lte=120, grace_minutes__lte=120),
                name="care_rule_units_and_grace_are_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.side} {self.starts_on}"


class FlatPlan(models.Model):
    """A child pays extended care by the month (月極), for a side, from a first to a last month."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=7, choices=CareRule.Side)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "child", "side", "starts_on"], name="flat_plan_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="flat_plan_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.side}"


class Charge(models.Model):
    """Extended care of one child, day and side: the minutes that count are the minutes shown.

    `inputs` hold all that went in (times, hours, rule's figures), so that it can be worked out again in years.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CONFIRMED = "confirmed", _("Confirmed")
        ADJUSTED = "adjusted", _("Adjusted")
        EXCLUDED = "excluded", _("Excluded")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="charges")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="charges")
    day = models.DateField(_("day"))
    side = models.CharField(max_length=7, choices=CareRule.Side)
    rule = models.ForeignKey(CareRule, on_delete=models.PROTECT, related_name="charges")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    amount = models.PositiveIntegerField(_("yen"))
    inputs = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    worked_out_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "child", "day", "side"], name="charge_once_a_day_and_side"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["adjusted", "excluded"]) | ~Q(reason=""),
                name="adjusted_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "day"], name="charges_of_facility"),
            models.Index(fields=["child", "day"], name="charges_of_child"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.day} {self.side}"


class MonthClose(models.Model):
    """A month of a facility that is done (月締め): its stamps are no longer contested, its days no longer change."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="month_closes")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(default=timezone.now)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reopened_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "month"], name="month_closed_once", condition=Q(reopened_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
