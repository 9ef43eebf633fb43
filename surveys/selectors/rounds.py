"""The same survey asked again and again: shares of each answer, round by round, by the questions' codes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from surveys.models import CHOOSING, Survey
from surveys.selectors.results import QuestionResult, Results

ROUNDS_MOST = 12


@dataclass(frozen=True)
class Round:
    """One time it was asked."""

    survey: Survey
    results: Results

    @property
    def opened(self) -> datetime | None:
        return self.survey.opens_at


@dataclass(frozen=True)
class Share:
    """None where the round did not ask, or hides it."""

    count: int | None
    percent: float | None


@dataclass(frozen=True)
class AnswerOverTime:
    """One answer of a question; `shares` in the order of the rounds."""

    label: str
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class QuestionOverTime:
    """By the newest round's words."""

    number: int
    code: str
    text: str
    answers: tuple[AnswerOverTime, ...]


@dataclass(frozen=True)
class Rounds:
    """Oldest first."""

    rounds: tuple[Round, ...]
    questions: tuple[QuestionOverTime, ...]


def rounds_of(survey: Survey, user: User) -> Rounds:
    """All rounds up to this one whose results she may read, and questions that at least two of them asked."""
    seen = Survey.objects.visible_to(user).filter(published_at__isnull=False)
    chain: list[Survey] = []
    key: UUID | None = survey.pk
    while key and len(chain) < ROUNDS_MOST:
        row = seen.filter(pk=key).first()
        if row is None:
            break
        chain.append(row)
        key = row.repeats_id
    rounds = tuple(Round(row, Results(row)) for row in reversed(chain))
    counted = [_by_code(one.results) for one in rounds]
    newest = counted[-1].values() if counted else ()
    asked = [one for one in newest if sum(one.question.code in row for row in counted) > 1]
    return Rounds(rounds, tuple(_over_time(one, counted) for one in asked))


def _by_code(results: Results) -> dict[str, QuestionResult]:
    if results.is_too_few or not results.whole:
        return {}
    return {one.question.code: one for one in results.by_question if one.question.kind in CHOOSING}


def _over_time(one: QuestionResult, counted: list[dict[str, QuestionResult]]) -> QuestionOverTime:
    question = one.question
    answers = tuple(
        AnswerOverTime(choice.text, tuple(_share(row.get(question.code), choice.code) for row in counted))
        for choice in question.choices.all()
    )
    return QuestionOverTime(one.number, question.code, question.text, answers)


def _share(one: QuestionResult | None, code: int) -> Share:
    """By the code of the choice, whatever its words were then."""
    if one is None:
        return Share(None, None)
    keys = {str(choice.pk) for choice in one.question.choices.all() if choice.code == code}
    group = next((group for group in one.axis.groups if group.key in keys), None)
    if group is None or group.is_hidden:
        return Share(None, None)
    return Share(group.count, 100 * group.count / one.axis.base if one.axis.base else None)
