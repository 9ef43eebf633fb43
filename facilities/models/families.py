"""Families: households, guardians, children, and the rights each guardian has for each child."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from backend.ids import uuid7
from facilities.acting import facility_in_hand

from .days import days, lasting, on_day
from .places import Classroom, Facility, Organisation
from .roles import KEEPING_ROLES, WHOLE_FACILITY_ROLES
from .staff import StaffPost


class Household(models.Model):
    """The unit that is reached, phoned and billed (世帯)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="households")
    name = models.CharField(_("family name"), max_length=100)
    is_protected = models.BooleanField(
        _("protected"), default=False, help_text=_("Nobody outside learns where the family is.")
    )
    external_id = models.CharField(_("number in the source system"), max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "organisation"], name="household_of_organisation"),
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                name="household_external_id_once",
                condition=~Q(external_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChildQuerySet(models.QuerySet["Child"]):
    """The root of what anybody may see of nursery life; other models refer to it."""

    def visible_to(self, user: User, day: date | None = None) -> "ChildQuerySet":
        """Children a guardian holds a live view grant for, and those of the classes or facilities staff work in.

        The central office sees no child here: names appear to it on the call desk only.
        """
        if not user.is_active:
            return self.none()
        today = day or timezone.localdate()
        own = Grant.objects.seen_by(user, today).filter(child=OuterRef("pk"))
        posts = StaffPost.objects.held_by(user, today).filter(
            Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True) | Q(classroom=OuterRef("classroom")),
            facility=OuterRef("facility"),
        )
        taught = Enrolment.objects.filter(on_day(today), Exists(posts), child=OuterRef("pk"))
        return self.filter(Exists(own) | Exists(taught))

    def kept_by(self, user: User) -> "ChildQuerySet":
        """Those of her roster whose families she may change: at the facilities whose roster she keeps."""
        posts = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES, facility=OuterRef("facility"))
        kept = Enrolment.objects.filter(lasting(timezone.localdate()), Exists(posts), child=OuterRef("pk"))
        return self.on_roster_of(user).filter(Exists(kept))

    def on_roster_of(self, user: User) -> "ChildQuerySet":
        """Children whose families she looks after as staff: in her classes, or coming to a facility she sees all of.

        Never her own child: on the office's pages she would read of the other household. Colleagues look after it.
        """
        today = timezone.localdate()
        posts = StaffPost.objects.held_by(user, today).filter(facility=OuterRef("facility"))
        all_of_it = posts.filter(Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True))
        own_class = posts.filter(classroom=OuterRef("classroom"))
        rows = Enrolment.objects.filter(lasting(today), child=OuterRef("pk"))
        looked_after = rows.filter(Exists(all_of_it) | (Q(starts_on__lte=today) & Exists(own_class)))
        own = Grant.objects.filter(guardian__user=user, child=OuterRef("pk"))
        return self.filter(Exists(looked_after), ~Exists(own))


class Child(models.Model):
    """A child; where she goes is in her enrolments (園児)."""

    class Honorific(models.TextChoices):
        CHAN = "chan", "ちゃん"
        KUN = "kun", "くん"
        SAN = "san", "さん"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="children")
    family_name = models.CharField(_("family name"), max_length=60)
    given_name = models.CharField(_("given name"), max_length=60)
    family_kana = models.CharField(_("family name, reading"), max_length=60, blank=True)
    given_kana = models.CharField(_("given name, reading"), max_length=60, blank=True)
    honorific = models.CharField(_("called"), max_length=4, choices=Honorific, default=Honorific.CHAN)
    born_on = models.DateField(_("birthday"))
    external_id = models.CharField(_("number in the source system"), max_length=40, blank=True)
    allergies = models.CharField(_("allergies"), max_length=200, blank=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "organisation"], name="child_of_organisation"),
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                name="child_external_id_once",
                condition=~Q(external_id=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "family_kana", "given_kana", "born_on"], name="child_by_kana"
            )
        ]

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}"


class Guardian(models.Model):
    """An adult of a household (保護者); an account comes when she joins."""

    class Relation(models.TextChoices):
        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        GRANDMOTHER = "grandmother", _("Grandmother")
        GRANDFATHER = "grandfather", _("Grandfather")
        OTHER = "other", _("Family")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="guardians")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="guardians")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guardians", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=100)
    kana = models.CharField(_("reading"), max_length=100, blank=True)
    relation = models.CharField(_("relation"), max_length=12, choices=Relation)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    phone_note = models.CharField(_("when to call"), max_length=60, blank=True)
    call_order = models.PositiveSmallIntegerField(_("order of calling"), default=1)
    email = models.EmailField(_("e-mail address"), blank=True)
    email_proved_at = models.DateTimeField(_("address proved at"), null=True, blank=True)
    email_failed_at = models.DateTimeField(_("address refused at"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.JAPANESE)
    wants_push = models.BooleanField(_("everyday notices by push"), default=True)
    wants_email = models.BooleanField(_("everyday notices by e-mail"), default=True)
    wants_paper = models.BooleanField(
        _("notices on paper"), default=False, help_text=_("For families without a smartphone.")
    )
    wants_stamps = models.BooleanField(_("told of each arrival and departure"), default=True, db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "organisation"], name="guardian_of_organisation"),
            models.UniqueConstraint(
                fields=["user", "household"],
                name="guardian_once_a_household",
                condition=Q(user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


# Each right is a column of Grant. Who reads along has the first and none of the others.
RIGHTS = ("can_view", "can_write", "can_answer", "can_pick_up", "can_buy", "is_emergency_contact")
RIGHTS_BEYOND_VIEW = RIGHTS[1:]


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by day."""

    def live(self, day: date) -> "GrantQuerySet":
        """Grants that are good on a day and not beaten by a block on the same day."""
        block = Grant.objects.filter(
            on_day(day), guardian=OuterRef("guardian"), child=OuterRef("child"), is_blocked=True
        )
        return self.filter(on_day(day), ~Exists(block), is_blocked=False)

    def seen_by(self, user: User, day: date) -> "GrantQuerySet":
        """A guardian's own live grants to view; a shared tablet of a facility is not the place for them."""
        if facility_in_hand():
            return self.none()
        return self.live(day).filter(guardian__user=user, can_view=True)

    def places_of(self, user: User, day: date) -> set[tuple[UUID, UUID]]:
        """(household, facility) whose notices are hers: facilities her children go to, or went to. One query."""
        rows = self.seen_by(user, day).filter(child__enrolments__isnull=False)
        return set(rows.values_list("guardian__household", "child__enrolments__facility"))


class Grant(models.Model):
    """What one guardian may do for one child. Never per family; dated; a block beats every grant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="grants")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="grants")
    can_view = models.BooleanField(_("may view"), default=True)
    can_write = models.BooleanField(_("may write"), default=False)
    can_answer = models.BooleanField(_("may answer"), default=False)
    can_pick_up = models.BooleanField(_("may pick up"), default=False)
    can_buy = models.BooleanField(_("may buy photos"), default=False)
    is_emergency_contact = models.BooleanField(_("is called in an emergency"), default=False)
    is_blocked = models.BooleanField(_("blocked"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="grant_once_at_a_time",
                expressions=[
                    ("guardian", RangeOperators.EQUAL),
                    ("child", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_blocked=False),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="grant_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} → {self.child_id}"


class Enrolment(models.Model):
    """A child in a class from one day to another (在籍). The past is never rewritten."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular")
        TEMPORARY = "temporary", _("Temporary")
        AFTER_SCHOOL = "after_school", _("After school")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="enrolments")
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="enrolments")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="enrolments")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.REGULAR)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="enrolment_once_in_a_class",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("classroom", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="enrolment_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["classroom", "starts_on"], name="enrolment_of_classroom")]

    def __str__(self) -> str:
        return f"{self.child_id} in {self.classroom_id}"

    def is_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
