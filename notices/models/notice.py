"""A notice: what is told, by whom, to which classes, and when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from facilities.models import Classroom, Facility, Grant, Organisation, StaffPost
from facilities.models.roles import CENTRAL_ROLES, FACILITY_SENDING_ROLES, SENDING_ROLES

TITLE_LENGTH = 120
BODY_LENGTH = 10_000


class Urgency(models.TextChoices):
    """How loud a notice is. An emergency goes out on every channel and asks for a confirmation."""

    EVERYDAY = "everyday", _("Everyday")
    IMPORTANT = "important", _("Important")
    EMERGENCY = "emergency", _("Emergency")


class State(models.TextChoices):
    """Draft → scheduled (also the hold) → publishing (told to open screens) → published → recalled."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHING = "publishing", _("Being sent")
    PUBLISHED = "published", _("Sent")
    RECALLED = "recalled", _("Recalled")


SENT = (State.PUBLISHING, State.PUBLISHED)


class Asks(models.TextChoices):
    """What a notice wants besides being read. Until then the household is reminded and phoned."""

    NOTHING = "", _("Nothing")
    SURVEY = "survey", _("A survey")
    EVENT = "event", _("A reply to an event")
    MEETING = "meeting", _("A time for a meeting")


# Two arrays, so that a page of notices is found by one short text whatever the family's places.
RECEIVED = """
SELECT r.notice_id FROM notices_recipient r
JOIN unnest(%s::uuid[], %s::uuid[]) AS place(household_id, facility_id) USING (household_id, facility_id)
"""


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by who may see them."""

    def received_by(self, user: User) -> "NoticeQuerySet":
        """Notices that went to a household of hers because of a child she may view today; recalled ones too."""
        if not user.is_active:
            return self.none()
        return self.received_at(Grant.objects.places_of(user, timezone.localdate()))

    def received_at(self, places: Iterable[tuple[UUID, UUID]]) -> "NoticeQuerySet":
        """Notices that went to one of these (household, facility); see `Grant.objects.places_of`."""
        pairs = sorted(places)
        if not pairs:
            return self.none()
        households, facilities = ([*column] for column in zip(*pairs, strict=True))
        hers = RawSQL(RECEIVED, [households, facilities])  # noqa: S611 - our own text, both values bound
        return self.filter(pk__in=hers, state__in=[*SENT, State.RECALLED])

    def managed_by(self, user: User) -> "NoticeQuerySet":
        """Notices of the facilities she works in, and for central posts all of the organisation.

        What has not been sent is there for those who send; who only reads, or audits, sees what went out.
        """
        posts = StaffPost.objects.held_by(user)
        central = posts.filter(role__in=CENTRAL_ROLES, organisation=OuterRef("organisation"))
        at_facility = posts.filter(facility=OuterRef("facility"))
        sending = Exists(central.filter(role__in=SENDING_ROLES)) | Exists(
            at_facility.filter(role__in=FACILITY_SENDING_ROLES)
        )
        is_out = Q(state__in=[*SENT, State.RECALLED])
        return self.filter(sending | (is_out & (Exists(central) | Exists(at_facility))))

    def visible_to(self, user: User) -> "NoticeQuerySet":
        return self.filter(
            Q(pk__in=self.model.objects.received_by(user).values("pk"))
            | Q(pk__in=self.model.objects.managed_by(user).values("pk"))
        )

    def newest_first(self) -> "NoticeQuerySet":
        return self.order_by("-published_at", "-id")


class Notice(models.Model):
    """Something told to guardians (お知らせ). Once published its words and audience never change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices")
    facility = models.ForeignKey(
        Facility,
        on_delete=models.PROTECT,
        related_name="notices",
        null=True,
        blank=True,
        help_text=_("The facility that sends it; none for the central office."),
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    urgency = models.CharField(_("urgency"), max_length=9, choices=Urgency, default=Urgency.EVERYDAY)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    body = models.TextField(_("text"), max_length=BODY_LENGTH, blank=True)
    translations = models.JSONField(
        default=dict, blank=True, help_text=_("{'easy' | 'en': {'title': str, 'body': str}}")
    )
    phrase = models.CharField(_("phrase"), max_length=40, blank=True)
    phrase_fields = models.JSONField(default=dict, blank=True)
    ages = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        help_text=_("Class ages it is for; empty means all."),
    )
    asks = models.CharField(
        _("asks for"), max_length=7, choices=Asks, default=Asks.NOTHING, db_default="", blank=True
    )
    is_drill = models.BooleanField(_("drill"), default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    publish_at = models.DateTimeField(_("goes out at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(_("all rows written at"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    remind_every = models.DurationField(_("remind unread households every"), null=True, blank=True)
    remind_times = models.PositiveSmallIntegerField(_("at most times"), default=0)
    reminded = models.PositiveSmallIntegerField(default=0)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True
    )
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    recall_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.SCHEDULED]) | Q(published_at__isnull=False),
                name="notice_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SCHEDULED) | Q(publish_at__isnull=False),
                name="notice_scheduled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | (~Q(title="") & ~Q(body="")), name="notice_sent_has_text"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(published_at__isnull=True)
                | Q(valid_until__gt=F("published_at")),
                name="notice_valid_after_sending",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-published_at"], name="notice_of_organisation"),
            models.Index(fields=["publish_at"], condition=Q(state="scheduled"), name="notice_due"),
            models.Index(fields=["published_at"], condition=Q(state="publishing"), name="notice_unfinished"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_emergency(self) -> bool:
        return self.urgency == Urgency.EMERGENCY

    @property
    def sender_name(self) -> str:
        """Who speaks: the facility, or the central office."""
        return self.facility.name if self.facility else self.organisation.office_name

    @property
    def is_sent(self) -> bool:
        return self.state in SENT

    @property
    def hold(self) -> timedelta:
        """How long a notice waits after 'send' with nothing but 'undo': 10 s in an emergency, else 60 s."""
        return timedelta(seconds=10 if self.is_emergency else 60)

    def is_expired(self, now: datetime) -> bool:
        """After `valid_until` nothing leaves any more."""
        return self.valid_until is not None and self.valid_until <= now

    def words(self, language: str) -> dict[str, Any]:
        """The title and text in a language, or in Japanese where it was not translated."""
        return self._translated(language) or {"title": self.title, "body": self.body}

    def heading(self, language: str) -> str:
        """The title alone, for lists, which do not read the text."""
        translated = self._translated(language)
        return str(translated["title"]) if translated else self.title

    def _translated(self, language: str) -> dict[str, Any] | None:
        return self.translations.get(language) if language != "ja" else None


class Scope(models.Model):
    """One line of an audience: the whole organisation, a facility or a class, added or taken away."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="scopes")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    is_excluded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "facility", "classroom"], name="scope_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=False) | Q(classroom__isnull=True),
                name="scope_class_has_facility",
            ),
        ]

    def __str__(self) -> str:
        return f"{'-' if self.is_excluded else '+'}{self.classroom_id or self.facility_id or 'all'}"


class NoticeClassroom(models.Model):
    """A class a published notice went to: the audience, frozen at the moment of sending."""

    pk = models.CompositePrimaryKey("notice_id", "classroom_id")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="classrooms")
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.classroom_id}"
