"""A survey and its questions. Whom it asks is the audience of its notice, chosen in the same tree."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from facilities.models import Facility, Organisation, Role, StaffPost
from facilities.models.roles import CENTRAL_ROLES, KEEPING_ROLES, SENDING_ROLES
from notices.models import TITLE_LENGTH, Notice

INTRODUCTION_LENGTH = 2_000


class Unit(models.TextChoices):
    """Who answers once."""

    HOUSEHOLD = "household", _("each family")
    CHILD = "child", _("each child")
    GUARDIAN = "guardian", _("each guardian")
    STAFF = "staff", _("each member of staff")


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys by who may see what became of them."""

    def visible_to(self, user: User) -> "SurveyQuerySet":
        """Whose results she may read: her own, her facility's as its manager, the office's, where she is listed.

        Whoever is asked finds a survey by its notice instead; see `surveys.selectors.asked`.
        """
        posts = StaffPost.objects.held_by(user)
        central = posts.filter(role__in=CENTRAL_ROLES, organisation=OuterRef("organisation"))
        manages = posts.filter(role=Role.MANAGER, facility=OuterRef("facility"))
        works = posts.filter(organisation=OuterRef("organisation"))
        listed = SurveyViewer.objects.filter(survey=OuterRef("pk"), member__user=user)
        return self.filter(
            Q(Exists(central))
            | Q(Exists(manages))
            | (Q(Exists(works)) & (Q(author=user) | Q(Exists(listed))))
        )

    def made_by(self, user: User) -> "SurveyQuerySet":
        """Those she may write, publish and remind of: her facility's as manager or office, the office's as sender."""
        posts = StaffPost.objects.held_by(user).filter(organisation=OuterRef("organisation"))
        central = posts.filter(role__in=SENDING_ROLES)
        here = posts.filter(role__in=KEEPING_ROLES, facility=OuterRef("facility"))
        return self.filter((Q(facility__isnull=True) & Q(Exists(central))) | Q(Exists(here)))


class Survey(models.Model):
    """A list of questions (アンケート). Its structure is locked from the first answer on; its words can be mended.

    `notice` asks the families: it holds the audience, delivers, reminds and knows who was told. A survey of staff
    uses its scopes for the facilities and never sends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="surveys")
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="surveys", null=True, blank=True
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField(
        Notice, on_delete=models.PROTECT, related_name="survey", null=True, blank=True
    )
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    introduction = models.TextField(_("introduction"), max_length=INTRODUCTION_LENGTH, blank=True)
    translations = models.JSONField(
        default=dict, blank=True, help_text=_("{'easy' | 'en': {'title': str, 'introduction': str}}")
    )
    unit = models.CharField(_("answered by"), max_length=9, choices=Unit, default=Unit.HOUSEHOLD)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    may_edit = models.BooleanField(_("answers can be changed until the end"), default=True)
    skipped_are_unanswered = models.BooleanField(
        _("skipped questions count as not answered"),
        default=False,
        help_text=_("Otherwise who was led past a question is left out of its percentages."),
    )
    reminds_on_last_morning = models.BooleanField(_("remind on the morning of the last day"), default=True)
    is_template = models.BooleanField(_("kept as a pattern"), default=False)
    repeats = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="later_rounds", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    first_answer_at = models.DateTimeField(_("structure locked since"), null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="survey_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (~Q(title="") & Q(opens_at__isnull=False) & Q(closes_at__isnull=False)),
                name="survey_published_has_times",
            ),
            # An answer that nobody can find again cannot be changed by anybody.
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(may_edit=False), name="survey_anonymous_is_final"
            ),
            models.CheckConstraint(
                condition=Q(is_template=False) | Q(published_at__isnull=True), name="survey_pattern_is_draft"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="survey_of_organisation"),
            models.Index(
                fields=["closes_at"], condition=Q(published_at__isnull=False), name="survey_closing"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime) -> bool:
        """Between opening and closing, and published."""
        return bool(self.published_at and self.opens_at and self.closes_at) and (
            self.opens_at <= now < self.closes_at  # type: ignore[operator]  # both are there, see above
        )

    @property
    def is_locked(self) -> bool:
        """Somebody has answered: questions, choices and branches stay as they are."""
        return self.first_answer_at is not None

    def words(self, language: str) -> dict[str, str]:
        """`title` and `introduction` in a language, each in Japanese where it was not translated."""
        own = {"title": self.title, "introduction": self.introduction}
        return own | {key: text for key, text in self.translations.get(language, {}).items() if text}


class SurveyViewer(models.Model):
    """A member of staff who may read the results besides author, manager and central office."""

    pk = models.CompositePrimaryKey("survey_id", "member_id")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="viewers")
    member = models.ForeignKey("facilities.StaffMember", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.survey_id} {self.member_id}"


class SurveyReminder(models.Model):
    """A time at which those who have not answered are reminded once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="reminders")
    due_at = models.DateTimeField(_("remind at"))
    sent_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveIntegerField(_("families reminded"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "due_at"], name="survey_reminder_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True), name="survey_reminder_due")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.due_at:%Y-%m-%d %H:%M}"
