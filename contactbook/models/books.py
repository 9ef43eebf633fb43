"""Bound books: what was asked for, how far it has come, and the parts that are set already."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from contactbook.roles import BINDING_ROLES
from facilities.models import (
    WHOLE_FACILITY_ROLES,
    Child,
    Classroom,
    Enrolment,
    Facility,
    Grant,
    Household,
    StaffPost,
    on_day,
)

from .settings import BookSettings


class BookBatch(models.Model):
    """The books of a whole class, asked for at once: one for each child and home that writes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="book_batches")
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="book_batches")
    bleed = models.BooleanField(_("for a printer: bleed and crop marks"), default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["facility", "-asked_at"], name="book_batches_newest")]

    def __str__(self) -> str:
        return f"{self.classroom_id} {self.asked_at:%Y-%m-%d}"


class BookOrderQuerySet(models.QuerySet["BookOrder"]):
    """Books by who may have them."""

    def for_family(self, user: User) -> "BookOrderQuerySet":
        """Books made for her own home, of children she may view now, where the facility lets families take them."""
        if not user.is_active:
            return self.none()
        home = Grant.objects.seen_by(user, timezone.localdate()).filter(
            child=OuterRef("child"), guardian__household=OuterRef("household")
        )
        closed = BookSettings.objects.filter(facility=OuterRef("facility"), may_download_book=False)
        return self.filter(Exists(home), ~Exists(closed), batch__isnull=True)

    def for_staff(self, user: User) -> "BookOrderQuerySet":
        """Books of the classes she binds for; never of her own child, whose other home she does not read."""
        if not user.is_active:
            return self.none()
        today = timezone.localdate()
        posts = StaffPost.objects.held_by(user, today).filter(
            facility=OuterRef("facility"), role__in=BINDING_ROLES
        )
        whole = posts.filter(Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True))
        today_in = Enrolment.objects.filter(
            on_day(today), child=OuterRef(OuterRef("child")), classroom=OuterRef("classroom")
        )
        own_class = posts.filter(Q(classroom=OuterRef("batch__classroom")) | Q(Exists(today_in)))
        own_child = Grant.objects.filter(guardian__user=user, child=OuterRef("child"))
        return self.filter(Exists(whole) | Exists(own_class), ~Exists(own_child), batch__isnull=False)


class BookOrder(models.Model):
    """A child's school year at a facility, as one home may read it, on its way into a file.

    `parts` are the book's parts in the order they are made: {"key", "digest", "pages"}; `digest` is empty while a part
    waits. Who holds `leased_until` works on it; when that has passed, whoever comes next goes on.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Being made")
        DONE = "done", _("Ready")
        EMPTY = "empty", _("Nothing to bind")
        FAILED = "failed", _("Could not be made")
        EXPIRED = "expired", _("No longer kept")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="book_orders")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="book_orders")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="book_orders")
    batch = models.ForeignKey(
        BookBatch, on_delete=models.CASCADE, related_name="orders", null=True, blank=True
    )
    school_year = models.PositiveSmallIntegerField(_("school year"))
    bleed = models.BooleanField(_("for a printer: bleed and crop marks"), default=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    parts = models.JSONField(default=list, blank=True)
    done = models.PositiveSmallIntegerField(_("steps done"), default=0)
    total = models.PositiveSmallIntegerField(_("steps in all"), default=0)
    attempts = models.PositiveSmallIntegerField(_("times the present step began"), default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = BookOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "facility", "household", "school_year", "bleed"],
                name="book_order_once_at_work",
                condition=Q(state__in=("waiting", "working"), batch__isnull=True),
            ),
            models.UniqueConstraint(fields=["batch", "child", "household"], name="book_order_of_batch_once"),
        ]
        indexes = [
            models.Index(fields=["facility", "-asked_at"], name="book_orders_newest"),
            models.Index(
                fields=["asked_at"], condition=Q(state__in=("waiting", "working")), name="book_orders_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.school_year}"

    @property
    def is_open(self) -> bool:
        """Is it still being made?"""
        return self.state in (self.State.WAITING, self.State.WORKING)


class BookPart(models.Model):
    """A part that is set, kept by what stands in it: the same words and photos are not set twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "digest"], name="book_part_once")]
        indexes = [models.Index(fields=["used_at"], name="book_parts_by_use")]

    def __str__(self) -> str:
        return self.digest
