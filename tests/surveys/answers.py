"""Answers by the set: what people said, written in a few statements whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from facilities.models import Classroom, Facility
from surveys.models import Answer, Choice, Kind, Participation, Question, Response, Survey, Via
from tests import factories

Said = Mapping[str, Any]  # {question code: code, [codes], number, day, text or SKIPPED}
SKIPPED = object()


@dataclass(frozen=True)
class Voice:
    """One answer and whose: `said` by question code."""

    said: Said
    facility: Facility
    classroom: Classroom | None = None
    age: int | None = None
    children: int = 1
    language: str = "ja"
    via: str = Via.APP


def make_asked(
    author: User, facility: Facility | None, questions: Sequence[Mapping[str, Any]], **fields: Any
) -> Survey:
    """An open survey with these questions ({code, kind, text, choices: [words], shown_when, shown_choices})."""
    organisation = fields.pop("organisation", None) or (facility and facility.organisation)
    now = timezone.now()
    values = {
        "title": "年末年始の保育希望", "opens_at": now - timedelta(days=2), "closes_at": now + timedelta(days=2),
        "published_at": now - timedelta(days=2), "author": author, "may_edit": not fields.get("is_anonymous", False),
    }  # fmt: skip
    survey = Survey.objects.create(organisation=organisation, facility=facility, **{**values, **fields})
    made: dict[str, Question] = {}
    for position, one in enumerate(questions, 1):
        row = dict(one)
        choices, earlier = row.pop("choices", ()), row.pop("shown_when", None)
        code = row.pop("code", f"q{position}")
        made[code] = Question.objects.create(
            survey=survey,
            position=position,
            code=code,
            shown_when=made.get(earlier),
            **{"kind": Kind.SINGLE, **row},
        )
        Choice.objects.bulk_create(
            Choice(question=made[code], position=n, code=n, text=text) for n, text in enumerate(choices, 1)
        )
    return survey


def answer(survey: Survey, voices: Iterable[Voice]) -> list[Response]:
    """Named surveys get a household of its own for each voice."""
    heard = list(voices)
    come = [None] * len(heard) if survey.is_anonymous else _come(survey, heard)
    responses = Response.objects.bulk_create(
        Response(
            survey=survey, participation=one, facility=voice.facility, classroom=voice.classroom, age=voice.age,
            children=voice.children, language=voice.language, via=voice.via, is_counted=True,
        )
        for voice, one in zip(heard, come, strict=True)
    )  # fmt: skip
    questions = {row.code: row for row in survey.questions.all()}
    choices = {(row.question_id, row.code): row for row in Choice.objects.filter(question__survey=survey)}
    Answer.objects.bulk_create(
        Answer(response=response, question=questions[code], **values)
        for response, voice in zip(responses, heard, strict=True)
        for code, said in voice.said.items()
        for values in _values(questions[code], said, choices)
    )
    Survey.objects.filter(pk=survey.pk).update(first_answer_at=timezone.now())
    return responses


def _come(survey: Survey, heard: Sequence[Voice]) -> list[Participation]:
    return Participation.objects.bulk_create(
        Participation(
            survey=survey, facility=voice.facility, household=factories.make_household(survey.organisation),
            answered_by=survey.author, via=voice.via,
        )
        for voice in heard
    )  # fmt: skip


def _values(question: Question, said: Any, choices: Mapping[Any, Choice]) -> list[dict[str, Any]]:
    if said is SKIPPED:
        return [{"is_skipped": True}]
    if question.kind == Kind.NUMBER:
        return [{"number": said}]
    if question.kind == Kind.DATE:
        return [{"day": said}]
    if question.kind in (Kind.SHORT, Kind.LONG):
        return [{"text": said}]
    codes = said if isinstance(said, list) else [said]
    return [{"choice": choices[question.pk, code]} for code in codes]
