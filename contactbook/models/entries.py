"""Entries: one a child, day and side. What is written lies in cells, so that two tablets never lose each other's."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from contactbook.roles import READING_ROLES
from facilities.models import (
    WHOLE_FACILITY_ROLES,
    Child,
    Classroom,
    Device,
    Enrolment,
    Facility,
    Grant,
    Household,
    StaffPost,
    on_day,
)

from .templates import EntryTemplate


class Side(models.TextChoices):
    """Who writes it. The class's journal has no child."""

    HOME = "home", _("From home")
    NURSERY = "nursery", _("From the nursery")
    CLASS = "class", _("Class journal")


class State(models.TextChoices):
    """Home goes from draft to sent; the nursery from draft, over waiting and ready, to published."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    WAITING = "waiting", _("Waiting for approval")
    READY = "ready", _("Will be published")
    PUBLISHED = "published", _("Published")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries by reader and day."""

    def visible_to(self, user: User) -> "EntryQuerySet":
        """What the nursery published, to all who may view the child; what a home sent, to that home and to staff.

        Another household of the same child never reads it. Staff read the children of their classes, never their own
        child: colleagues do. After a child has left, her family goes on reading.
        """
        if not user.is_active:
            return self.none()
        return self.filter(self._read_by_family(user) | self._read_by_staff(user))

    def read_by_family(self, user: User, day: date | None = None) -> "EntryQuerySet":
        """The part of `visible_to` that she reads as one of the family, by her rights of a day: today's."""
        return self.filter(self._read_by_family(user, day)) if user.is_active else self.none()

    def read_by_staff(self, user: User) -> "EntryQuerySet":
        """The part of `visible_to` that she reads as staff."""
        return self.filter(self._read_by_staff(user)) if user.is_active else self.none()

    def _read_by_family(self, user: User, day: date | None = None) -> Q:
        grants = Grant.objects.seen_by(user, day or timezone.localdate())
        own = grants.filter(child=OuterRef("child"))
        home = own.filter(guardian__household=OuterRef("household"))
        in_class = Enrolment.objects.filter(
            Exists(grants.filter(child=OuterRef("child"))),
            classroom=OuterRef("classroom"),
            starts_on__lte=OuterRef("day"),
        ).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")))
        return (
            Q(Exists(own), side=Side.NURSERY, state=State.PUBLISHED)
            | Q(Exists(home), side=Side.HOME, state=State.SENT)
            | Q(Exists(home.filter(can_write=True)), side=Side.HOME)
            | Q(Exists(in_class), side=Side.CLASS, state=State.PUBLISHED)
        )

    def _read_by_staff(self, user: User) -> Q:
        today = timezone.localdate()
        posts = StaffPost.objects.held_by(user, today).filter(
            facility=OuterRef("facility"), role__in=READING_ROLES
        )
        whole = posts.filter(Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True))
        today_in = Enrolment.objects.filter(
            on_day(today), child=OuterRef(OuterRef("child")), classroom=OuterRef("classroom")
        )
        own_class = posts.filter(Q(classroom=OuterRef("classroom")) | Q(Exists(today_in)))
        own_child = Grant.objects.filter(guardian__user=user, child=OuterRef("child"))
        is_sent = ~Q(side=Side.HOME) | ~Q(state=State.DRAFT)
        return (Q(Exists(whole)) | Q(Exists(own_class))) & ~Q(Exists(own_child)) & is_sent


class Entry(models.Model):
    """One side of a child's day, or a class's journal.

    `cells` maps a path to {"v": value, "r": revision}; a path is an item's key, or "key/part" for items of which there
    may be several (two temperatures, three sleeps). `version` counts every cell that changed; a cell's revision is
    the version it was written at. `words` is all its text, for the search.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="entries")
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="entries")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="entries", null=True, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="entries", null=True, blank=True
    )
    day = models.DateField(_("day"))
    side = models.CharField(_("side"), max_length=8, choices=Side)
    template = models.ForeignKey(EntryTemplate, on_delete=models.PROTECT, related_name="entries")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    cells = models.JSONField(default=dict, blank=True)
    words = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    revision = models.PositiveSmallIntegerField(_("how often published"), default=0)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    written_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(_("first opened by the other side"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed after that"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("why it was given back"), max_length=200, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "day", "facility"], name="entry_of_nursery_once", condition=Q(side="nursery")
            ),
            models.UniqueConstraint(
                fields=["child", "day", "facility", "household"],
                name="entry_of_home_once",
                condition=Q(side="home"),
            ),
            models.UniqueConstraint(
                fields=["classroom", "day"], name="entry_of_class_once", condition=Q(side="class")
            ),
            models.CheckConstraint(
                condition=Q(side="class", child__isnull=True, household__isnull=True)
                | Q(side="nursery", child__isnull=False, household__isnull=True)
                | Q(side="home", child__isnull=False, household__isnull=False),
                name="entry_names_whose_it_is",
            ),
            models.CheckConstraint(
                condition=Q(side="home", state__in=("draft", "sent")) | (~Q(side="home") & ~Q(state="sent")),
                name="entry_state_of_its_side",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="entry_published_at"
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "day", "side"], name="entries_of_facility"),
            models.Index(fields=["classroom", "day"], name="entries_of_class"),
            models.Index(fields=["child", "-day"], name="entries_of_child"),
            models.Index(fields=["publish_at"], condition=Q(state="ready"), name="entries_ready"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.child_id or self.classroom_id} {self.day}"


class EntryWrite(models.Model):
    """The last of what one editing session wrote into a cell: what makes a replay harmless and loses no text.

    `session` is made by the page that edits, `sequence` counts up in it. `kept` means that somebody else had written
    there first: this text waits beside the other until a person has settled it.
    """

    class Outcome(models.TextChoices):
        WRITTEN = "written", _("Written")
        KEPT = "kept", _("Kept beside")
        SETTLED = "settled", _("Settled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="writes")
    path = models.CharField(max_length=80)
    session = models.UUIDField()
    sequence = models.PositiveIntegerField(default=0)
    value = models.JSONField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(_("written at"))
    received_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "path", "session"], name="entry_write_of_session_once"),
        ]
        indexes = [
            models.Index(fields=["entry"], condition=Q(outcome="kept"), name="entry_writes_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.path}"


class EntryRevision(models.Model):
    """What families read from a moment on. A correction adds one; the old text stays. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    cells = models.JSONField(default=dict)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entry_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number}"


class EntryReading(models.Model):
    """Who read an entry, and when first. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "user"], name="entry_reading_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.user_id}"
