"""The no-show watch: who gave no word, what was asked, answered and phoned; when the watch last ran; head counts."""

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Child, Facility, Guardian


class WatchBeat(models.Model):
    """When the watch last looked, for every screen to show; one row. PostgreSQL alone drives it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ran_at = models.DateTimeField()
    by = models.CharField(_("process"), max_length=60)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_watch_beat")]

    def __str__(self) -> str:
        return f"{self.ran_at:%H:%M:%S} {self.by}"


class WatchRun(models.Model):
    """The watch of one facility on one day; its row is what keeps two watchers from asking twice."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="watch_runs")
    day = models.DateField(_("day"))
    ran_at = models.DateTimeField(default=timezone.now)
    asked = models.PositiveIntegerField(_("children asked for"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "day"], name="watch_run_once_a_day")]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.day}"


class NoShow(models.Model):
    """A child expected, not here, without a word (連絡なし): the question to her guardians, and how it ended."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        TO_PHONE = "to_phone", _("To be phoned")
        CLOSED = "closed", _("Clear")

    class Answer(models.TextChoices):
        ABSENT = "absent", _("Absent today")
        LATE = "late", _("Coming late")
        DROPPED_OFF = "dropped_off", _("Already dropped off")
        ARRIVED = "arrived", _("Has arrived")
        PHONED = "phoned", _("Told by telephone")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="no_shows")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="no_shows")
    day = models.DateField(_("day"))
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    answer = models.CharField(max_length=11, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        Guardian, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    phone_at = models.DateTimeField(_("to be phoned from"))
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    is_alarm = models.BooleanField(
        _("said to be here and is not"), default=False, help_text=_("Stays until staff have seen the child.")
    )
    searched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    searched_at = models.DateTimeField(_("somebody is looking since"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "day", "child"], name="no_show_once_a_day")
        ]
        indexes = [
            models.Index(fields=["facility", "day"], condition=~Q(state="closed"), name="no_shows_open"),
            models.Index(fields=["phone_at"], condition=Q(state="asked"), name="no_shows_to_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.day} {self.state}"


class NoShowCall(models.Model):
    """One telephone call about a missing child; the log of the confirmation on her day. Only ever added."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        VOICEMAIL = "voicemail", _("Voicemail")
        NO_ANSWER = "no_answer", _("No answer")
        WRONG_NUMBER = "wrong_number", _("Wrong number")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    no_show = models.ForeignKey(NoShow, on_delete=models.PROTECT, related_name="calls")
    guardian = models.ForeignKey(
        Guardian, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", null=True, blank=True
    )
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.outcome} {self.no_show_id}"


class HeadCount(models.Model):
    """A count at a change of scene (人数確認): who was expected then, who was counted, and a second person's word.

    Of one `classroom`; or of several at once, which `rooms` names.
    """

    class Scene(models.TextChoices):
        WALK_OUT = "walk_out", _("Leaving for a walk")
        WALK_BACK = "walk_back", _("Back from a walk")
        BUS_ON = "bus_on", _("On the bus")
        BUS_OFF = "bus_off", _("Off the bus")
        GARDEN_OUT = "garden_out", _("Into the garden")
        GARDEN_BACK = "garden_back", _("Back from the garden")
        ROOM = "room", _("In the room")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="head_counts")
    classroom = models.ForeignKey(
        "facilities.Classroom", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    rooms = ArrayField(
        models.UUIDField(), verbose_name=_("classes counted together"), default=list, blank=True
    )
    scene = models.CharField(max_length=11, choices=Scene)
    note = models.CharField(_("where to"), max_length=60, blank=True)
    expected = models.JSONField(_("children here at that moment"), default=list)
    counted = models.JSONField(_("children seen"), default=list)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    device = models.ForeignKey(
        "facilities.Device", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    counted_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_count = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("counted_by")),
                name="head_count_by_two_persons",
            )
        ]
        indexes = [models.Index(fields=["facility", "counted_at"], name="head_counts_of_facility")]

    def __str__(self) -> str:
        return f"{self.scene} {self.counted_at:%H:%M}"

    @property
    def room_ids(self) -> list[UUID]:
        """The classes that were counted; none where it was the whole facility."""
        return self.rooms or ([self.classroom_id] if self.classroom_id else [])
