"""What families and newcomers ask for, and staff decide: changes of sensitive data, applications, memberships."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from backend.ids import uuid7

from .families import Child, Grant, Guardian
from .places import Classroom, Facility, Organisation
from .roles import KEEPING_ROLES
from .staff import StaffPost


class Decision(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("To be decided")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", pgettext_lazy("a request", "Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    """Requests by who may read them."""

    def kept_by(self, user: User) -> "ChangeRequestQuerySet":
        """Those of the places whose roster she keeps, about children whose families she looks after."""
        posts = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES)
        return self.filter(
            facility__in=posts.values("facility"), child__in=Child.objects.on_roster_of(user).values("pk")
        )

    def of_guardian(self, user: User) -> "ChangeRequestQuerySet":
        """What she asked for as a guardian, while she may view the child or where it is about herself."""
        seen = Grant.objects.seen_by(user, timezone.localdate()).values("child")
        return self.filter(
            Q(child__in=seen) | Q(kind="guardian"), guardian__user=user, asked_by=user
        ).exclude(kind="link")


class ChangeRequest(models.Model):
    """A change somebody asked for and another person decides; rows stay as history.

    LINK changes who belongs to which child (rights, a new guardian, an end); its second person is never the asker.
    """

    class Kind(models.TextChoices):
        CHILD = "child", _("Data of the child")
        GUARDIAN = "guardian", _("Data of the guardian")
        SECOND_GUARDIAN = "second_guardian", _("Another guardian")
        LINK = "link", _("Who belongs to the child")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=Kind)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="change_requests", null=True)
    guardian = models.ForeignKey(
        Guardian, on_delete=models.CASCADE, related_name="change_requests", null=True
    )
    changes = models.JSONField(_("field, before, after"), default=list)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=Decision, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=400, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(state="withdrawn") | ~Q(decided_by=F("asked_by")),
                name="change_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(child__isnull=False) | Q(guardian__isnull=False), name="change_is_of_somebody"
            ),
        ]
        indexes = [models.Index(fields=["facility", "state", "asked_at"], name="changes_to_decide")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Member(models.Model):
    """A member of an NPO: a person or a company that supports it (会員)."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular member")
        SUPPORTING = "supporting", _("Supporting member")
        CORPORATE = "corporate", _("Corporate member")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    kana = models.CharField(_("reading"), max_length=100, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    starts_on = models.DateField(_("member since"))
    ends_on = models.DateField(_("member until"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="member_ends_after_start")
        ]
        indexes = [models.Index(fields=["organisation", "ends_on"], name="members_by_end")]

    def __str__(self) -> str:
        return self.company or self.name


class Application(models.Model):
    """A form sent by somebody without an account: a new child, or a new member of an NPO (申込み).

    `answers` are the fields of the form by name. The address is proved by a code before staff see the row.
    """

    class Kind(models.TextChoices):
        CHILD = "child", _("A new child")
        MEMBER = "member", _("A new member")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    kind = models.CharField(max_length=6, choices=Kind)
    answers = models.JSONField(default=dict)
    email = models.EmailField(_("e-mail address"))
    sent_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=Decision, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=400, blank=True)
    child = models.ForeignKey(Child, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="member") | Q(facility__isnull=False),
                name="application_of_a_child_names_place",
            )
        ]
        indexes = [models.Index(fields=["organisation", "state", "sent_at"], name="applications_to_decide")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
