"""What a survey asks, and the words mended after somebody has answered."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7

from .questionnaires import Survey

QUESTION_LENGTH = 300
CHOICE_LENGTH = 120


class Kind(models.TextChoices):
    """What a question asks for."""

    SINGLE = "single", _("one of several")
    MULTIPLE = "multiple", _("several")
    YES_NO = "yes_no", _("yes or no")
    SCALE = "scale", _("scale")
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    SHORT = "short", _("short text")
    LONG = "long", _("long text")


CHOOSING = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.YES_NO, Kind.SCALE})


class Question(models.Model):
    """One question (設問). Yes/no and scales have their choices as rows too, so that counting knows one way.

    `shown_when` is an earlier question and `shown_choices` the codes of its choices that lead here; without them
    everybody is asked. Only earlier ones, so that there are no loops.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(
        max_length=20, help_text=_("Stays the same in later rounds, in files and in comparisons: q1, q2, …")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    text = models.CharField(_("question"), max_length=QUESTION_LENGTH)
    help = models.CharField(_("explanation"), max_length=QUESTION_LENGTH, blank=True)
    translations = models.JSONField(
        default=dict, blank=True, help_text=_("{'easy' | 'en': {'text': str, 'help': str}}")
    )
    is_required = models.BooleanField(_("required"), default=False)
    lowest = models.DecimalField(_("lowest"), max_digits=12, decimal_places=2, null=True, blank=True)
    highest = models.DecimalField(_("highest"), max_digits=12, decimal_places=2, null=True, blank=True)
    shown_when = models.ForeignKey(
        "self", on_delete=models.CASCADE, related_name="leads_to", null=True, blank=True
    )
    shown_choices = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)

    class Meta:
        ordering = ["survey", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "position"],
                name="question_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["survey", "code"], name="question_code_once"),
            models.CheckConstraint(
                condition=Q(lowest__isnull=True) | Q(highest__isnull=True) | Q(highest__gte=F("lowest")),
                name="question_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    def words(self, language: str) -> dict[str, str]:
        """`text` and `help` in a language, each in Japanese where it was not translated."""
        own = {"text": self.text, "help": self.help}
        return own | {key: text for key, text in self.translations.get(language, {}).items() if text}


class Choice(models.Model):
    """One possible answer; `code` is what files carry and branches name."""

    id = models.BigAutoField(primary_key=True)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    code = models.PositiveSmallIntegerField()
    text = models.CharField(_("answer"), max_length=CHOICE_LENGTH)
    translations = models.JSONField(default=dict, blank=True, help_text=_("{'easy' | 'en': {'text': str}}"))
    takes_text = models.BooleanField(_("with room to write"), default=False)

    class Meta:
        ordering = ["question", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="choice_code_once"),
        ]

    def __str__(self) -> str:
        return self.text

    def word(self, language: str) -> str:
        """In a language, or in Japanese where it was not translated."""
        return self.translations.get(language, {}).get("text") or self.text


class QuestionFix(models.Model):
    """Words mended after the first answer. Only ever added: what has one is locked, and never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.DO_NOTHING, related_name="fixes")
    question = models.ForeignKey(Question, on_delete=models.DO_NOTHING, related_name="fixes")
    choice = models.ForeignKey(
        Choice, on_delete=models.DO_NOTHING, related_name="fixes", null=True, blank=True
    )
    before = models.CharField(max_length=QUESTION_LENGTH)
    after = models.CharField(max_length=QUESTION_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.question_id} {self.at:%Y-%m-%d}"
