"""Who answered, and what: two rows that an anonymous survey never joins."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Child, Classroom, Facility, Guardian, Household, StaffMember

from .questionnaires import Survey
from .questions import Choice, Question


class Via(models.TextChoices):
    """How an answer came in."""

    APP = "app", _("App")
    PHONE = "phone", _("By telephone")
    PAPER = "paper", _("On paper")


class Participation(models.Model):
    """A household, child, guardian or member of staff has answered: once each, whoever of the family did it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="participations")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)
    via = models.CharField(max_length=5, choices=Via, default=Via.APP)
    version = models.PositiveIntegerField(_("how often changed"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "household", "child", "guardian", "member"],
                name="participation_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=False) ^ Q(member__isnull=False), name="participation_of_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.household_id or self.member_id}"


class Response(models.Model):
    """What was answered. Without a name it has no participation, a random key and no time: nothing leads back.

    Facility, class and age are those of the child (of a household: of its youngest child asked) at that time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    participation = models.OneToOneField(
        Participation, on_delete=models.CASCADE, related_name="response", null=True, blank=True
    )
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    age = models.PositiveSmallIntegerField(_("class age"), null=True, blank=True)
    children = models.PositiveSmallIntegerField(_("children of the family asked for"), default=0)
    language = models.CharField(max_length=5, blank=True)
    via = models.CharField(max_length=5, choices=Via, default=Via.APP)
    is_counted = models.BooleanField(
        default=False,
        help_text=_("In results of an anonymous survey: they move by ten answers or more at once."),
    )

    class Meta:
        indexes = [
            models.Index(fields=["survey"], condition=Q(is_counted=False), name="response_not_yet_counted")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """An answer to one question; a question with several choices has a row for each.

    `is_skipped`: a branch led past the question. A question without a row was shown and left empty.
    """

    id = models.BigAutoField(primary_key=True)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers", db_index=False)
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    number = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True)
    is_skipped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question", "choice"], name="answer_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["question", "choice", "response"], name="answer_of_question")]

    def __str__(self) -> str:
        return f"{self.response_id} {self.question_id}"


class ParticipationChange(models.Model):
    """What a named answer said before it was changed. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answers = models.JSONField(help_text=_("{question code: what was answered}"))

    def __str__(self) -> str:
        return f"{self.participation_id} {self.at:%Y-%m-%d %H:%M}"


class AnswerDraft(models.Model):
    """What somebody has begun to answer and not sent; her own, gone once it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "user", "child"], name="answer_draft_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.user_id}"
