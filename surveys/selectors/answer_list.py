"""Named answers one by one, for a file: who, where, and each question with its codes and its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from surveys.distribution import written
from surveys.models import Answer, Kind, Question, Response, Survey

CHUNK = 1_000


@dataclass(frozen=True)
class Answered:
    """`cells` are (codes, words) in the order of the questions; both empty where nothing was answered."""

    response: Response
    who: str
    by: str
    at: str
    cells: tuple[tuple[str, str], ...]


def answers_one_by_one(survey: Survey, questions: Sequence[Question]) -> Iterator[Answered]:
    """By facility, class and time; never of an anonymous survey. A thousand at once in memory."""
    if survey.is_anonymous:
        return
    rows = Response.objects.filter(survey=survey).select_related(
        "facility", "classroom", "participation__household", "participation__child",
        "participation__guardian", "participation__member", "participation__answered_by",
    )  # fmt: skip
    ordered = list(rows.order_by("facility__position", "classroom__name", "participation__answered_at", "pk"))
    for start in range(0, len(ordered), CHUNK):
        some = ordered[start : start + CHUNK]
        given = _given([row.pk for row in some])
        for row in some:
            yield _answered(row, tuple(_cell(one, given.get((row.pk, one.pk), [])) for one in questions))


def _given(responses: Sequence[UUID]) -> dict[tuple[UUID, UUID], list[Answer]]:
    found: dict[tuple[UUID, UUID], list[Answer]] = {}
    answers = Answer.objects.filter(response__in=responses).select_related("choice")
    for row in answers.order_by("choice__position", "pk"):
        found.setdefault((row.response_id, row.question_id), []).append(row)
    return found


def _cell(question: Question, answers: Sequence[Answer]) -> tuple[str, str]:
    """Several choices are joined by commas; codes and words in the same order."""
    if not answers or answers[0].is_skipped:
        return ("-" if answers else "", "")
    chosen = [row.choice for row in answers if row.choice]
    if chosen:
        words = [f"{row.choice}（{row.text}）" if row.text else str(row.choice) for row in answers]
        return ",".join(str(one.code) for one in chosen), "、".join(words)
    answer = answers[0]
    if question.kind == Kind.NUMBER and answer.number is not None:
        return "", written(answer.number)
    return "", answer.day.isoformat() if answer.day else answer.text


def _answered(row: Response, cells: tuple[tuple[str, str], ...]) -> Answered:
    come = row.participation
    if come is None:
        return Answered(row, "", "", "", cells)
    names = [str(one) for one in (come.household, come.child, come.guardian, come.member) if one]
    at = timezone.localtime(come.answered_at).strftime("%Y-%m-%d %H:%M")
    return Answered(row, " ".join(names), come.answered_by.name, at, cells)
