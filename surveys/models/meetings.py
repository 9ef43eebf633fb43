"""Meetings of guardians and teachers (面談): a period, its lanes, slots, wishes and bookings."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from facilities.models import Child, Classroom, Facility, Household, StaffMember, StaffPost
from notices.models import TITLE_LENGTH, Notice


class MeetingPeriodQuerySet(models.QuerySet["MeetingPeriod"]):
    """Periods by who works with them."""

    def visible_to(self, user: User) -> "MeetingPeriodQuerySet":
        """Those of the facilities she works in; families find theirs by its notice (`surveys.selectors`)."""
        return self.filter(Exists(StaffPost.objects.held_by(user).filter(facility=OuterRef("facility"))))


class MeetingPeriod(models.Model):
    """A time of meetings in one facility; each child of its classes has one."""

    class Mode(models.TextChoices):
        FIRST_COME = "first", _("First come, first served")
        WISHES = "wishes", _("By wishes")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="meeting_periods")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField(
        Notice, on_delete=models.PROTECT, related_name="meeting_period", null=True, blank=True
    )
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("text"), max_length=2_000, blank=True)
    mode = models.CharField(_("how places are given"), max_length=6, choices=Mode, default=Mode.FIRST_COME)
    minutes = models.PositiveSmallIntegerField(_("minutes each"), default=15)
    pause = models.PositiveSmallIntegerField(_("minutes between"), default=0)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    opens_at = models.DateTimeField(_("booking opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("booking or wishes until"), null=True, blank=True)
    change_hours = models.PositiveSmallIntegerField(_("hours before which it can be changed"), default=24)
    published_at = models.DateTimeField(null=True, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    remind_times = ArrayField(models.DateTimeField(), default=list, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MeetingPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="meetings_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5) & Q(minutes__lte=180), name="meeting_minutes_in_reach"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (Q(opens_at__isnull=False) & Q(closes_at__isnull=False) & Q(closes_at__gt=F("opens_at"))),
                name="meetings_published_have_times",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_out(self) -> bool:
        """Families know of it: published, and its notice has left."""
        has_left = self.notice is None or self.notice.published_at is not None
        return self.published_at is not None and has_left


class Lane(models.Model):
    """A teacher in a room, for one class or for several: the slots of one lane never overlap."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    period = models.ForeignKey(MeetingPeriod, on_delete=models.CASCADE, related_name="lanes")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    room = models.CharField(_("room"), max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "member", "classroom", "room"], name="lane_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.room or str(self.pk)


class TsTzRange(Func):
    """The half-open time of a slot."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class MeetingSlot(models.Model):
    """One time of one lane; its booking stands on it, so that the row's own lock decides who was first.

    A hold keeps it for a family that is just confirming (5 minutes); a child has one slot of a period.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    period = models.ForeignKey(MeetingPeriod, on_delete=models.CASCADE, related_name="slots")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    lane = models.ForeignKey(Lane, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_blocked = models.BooleanField(_("blocked"), default=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    booked_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("why this one"), max_length=200, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    held_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(_("of the calendar entry"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "child"], condition=Q(child__isnull=False), name="meeting_of_child_once"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(
                condition=Q(child__isnull=True) | (Q(is_blocked=False) & Q(household__isnull=False)),
                name="meeting_booked_is_free",
            ),
            ExclusionConstraint(
                name="meeting_lane_once_at_a_time",
                expressions=[
                    ("lane", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["period", "starts_at"], name="meeting_slot_in_order")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class MeetingWish(models.Model):
    """A wish for a slot, 1 to 3, or that it cannot be (rank 0)."""

    CANNOT = 0

    pk = models.CompositePrimaryKey("child_id", "slot_id")
    period = models.ForeignKey(MeetingPeriod, on_delete=models.CASCADE, related_name="wishes")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.CASCADE, related_name="wishes")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    wished_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    wished_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "child", "rank"], condition=Q(rank__gt=0), name="meeting_wish_rank_once"
            ),
            models.CheckConstraint(condition=Q(rank__lte=3), name="meeting_wish_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.rank}"


class MeetingChange(models.Model):
    """A slot was booked, moved, given back or assigned, for that home. Only ever added."""

    class Act(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Given back")
        ASSIGNED = "assigned", _("Assigned")
        MOVED = "moved", _("Moved")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    period = models.ForeignKey(MeetingPeriod, on_delete=models.PROTECT, related_name="changes")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.PROTECT, related_name="changes")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    act = models.CharField(max_length=9, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.slot_id} {self.act}"
