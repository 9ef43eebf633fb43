"""The calendar of the year: events, closing days, menus and newsletters, and who comes."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from backend.ids import uuid7
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Household, Organisation, StaffPost
from notices.models import TITLE_LENGTH, Notice

from .answers import Via
from .questionnaires import Unit

TEXT_LENGTH = 4_000
PEOPLE_MOST = 20  # of one family, where the event says nothing


class IsOneOf(Func):
    """Is a value an element of an array: `a = ANY(b)`."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


class EventQuerySet(models.QuerySet["Event"]):
    """Events by who may see them."""

    def managed_by(self, user: User) -> "EventQuerySet":
        """Those of her facility, of her organisation, and drafts among them."""
        posts = StaffPost.objects.held_by(user)
        central = posts.filter(facility__isnull=True, organisation=OuterRef("organisation"))
        here = posts.filter(facility=OuterRef("facility"))
        anywhere = posts.filter(organisation=OuterRef("organisation"))
        return self.filter(
            Q(Exists(central))
            | Q(Exists(here))
            | Q(Exists(anywhere), facility__isnull=True, is_published=True)
        )

    def received_by(self, user: User) -> "EventQuerySet":
        """Published ones of the places, classes and ages of the children she may view today."""
        grants = Grant.objects.seen_by(user, timezone.localdate()).filter(child=OuterRef("child"))
        places = Enrolment.objects.filter(
            Exists(grants),
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("starts_on")),
            starts_on__lte=OuterRef("ends_on"),
            facility=Coalesce(OuterRef("facility"), F("facility")),
            facility__organisation=OuterRef("organisation"),
        )
        of_age = places.filter(IsOneOf("classroom__age", OuterRef("ages")))
        named = EventClassroom.objects.filter(event=OuterRef("pk"))
        in_class = Exists(
            EventClassroom.objects.filter(event=OuterRef(OuterRef("pk")), classroom=OuterRef("classroom"))
        )
        all_ages = Q(Exists(places), ~Exists(named)) | Q(Exists(places.filter(in_class)))
        some_ages = Q(Exists(of_age), ~Exists(named)) | Q(Exists(of_age.filter(in_class)))
        return self.filter((Q(ages=[]) & all_ages) | some_ages, is_published=True)

    def visible_to(self, user: User) -> "EventQuerySet":
        return self.filter(
            Q(pk__in=self.model.objects.managed_by(user).values("pk"))
            | Q(pk__in=self.model.objects.received_by(user).values("pk"))
        )


class Event(models.Model):
    """Something in the calendar (行事). `notice` asks for the reply and knows whom it asked."""

    class Kind(models.TextChoices):
        EVENT = "event", _("Event")
        CLOSED = "closed", _("Closed")
        MENU = "menu", pgettext_lazy("event", "Menu")
        LETTER = "letter", _("Newsletter")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField(
        Notice, on_delete=models.PROTECT, related_name="event", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.EVENT)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH, blank=True)
    bring = models.TextField(_("what to bring"), max_length=1_000, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    ages = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    asks_reply = models.BooleanField(_("asks who comes"), default=False)
    reply_unit = models.CharField(max_length=9, choices=Unit, default=Unit.HOUSEHOLD)
    reply_by = models.DateTimeField(_("reply until"), null=True, blank=True)
    companions_most = models.PositiveSmallIntegerField(_("people at most"), default=0)
    is_published = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=Q(asks_reply=False) | Q(reply_by__isnull=False) | Q(is_published=False),
                name="event_reply_has_end",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "starts_on"], name="event_of_organisation"),
            models.Index(fields=["facility", "starts_on"], name="event_of_facility"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_paper(self) -> bool:
        """A menu or a newsletter: read, not gone to."""
        return self.kind in (self.Kind.MENU, self.Kind.LETTER)


class EventClassroom(models.Model):
    """A class the event is for; none means the whole place."""

    pk = models.CompositePrimaryKey("event_id", "classroom_id")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="classrooms")
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.event_id} {self.classroom_id}"


class EventChange(models.Model):
    """A change that was announced. Only ever added, so that an event with one is never thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(help_text=_("{field: value} of what changed"))
    after = models.JSONField()

    def __str__(self) -> str:
        return f"{self.event_id} {self.at:%Y-%m-%d}"


class EventFileQuerySet(models.QuerySet["EventFile"]):
    """Papers by who may open them."""

    def visible_to(self, user: User) -> "EventFileQuerySet":
        """Those of the events that she sees in her calendar."""
        return self.filter(event__in=Event.objects.visible_to(user))


class EventFile(models.Model):
    """A menu, a newsletter or a plan hung on its day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    path = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = EventFileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "sha256"], name="event_file_once")]

    def __str__(self) -> str:
        return self.name


class EventReply(models.Model):
    """Whether a household, or one of its children, comes, and with how many."""

    class Comes(models.TextChoices):
        YES = "yes", pgettext_lazy("event", "Comes")
        MAYBE = "maybe", _("Perhaps")
        NO = "no", _("Does not come")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="replies")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    comes = models.CharField(max_length=5, choices=Comes)
    adults = models.PositiveSmallIntegerField(_("adults"), default=0)
    children = models.PositiveSmallIntegerField(_("other children"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)
    via = models.CharField(max_length=5, choices=Via, default=Via.APP)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "household", "child"], name="event_reply_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.household_id} {self.comes}"


class CalendarFeed(models.Model):
    """The secret address of one person's calendar; only its hash is kept, and a new one ends the old."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="calendar_feed_live_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
