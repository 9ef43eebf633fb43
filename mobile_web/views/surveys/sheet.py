"""What every page that answers a survey shows: its words and questions in one language, who answered, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.errors import DomainError
from mobile_web.forms.answers import LANGUAGES_OF, lines_of
from mobile_web.http import PageRequest
from mobile_web.templatetags.engawa import LANGUAGE_LABELS
from surveys.answers import Said, shortest, typed_of
from surveys.models import AnswerDraft, Participation, Question, Survey
from surveys.selectors.asked import Asked, AskedUnit
from surveys.selectors.given import answers_in, questions_of


@dataclass(frozen=True)
class Typed:
    """What stands in the fields, and what a refusal said about it."""

    answers: Mapping[str, object] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    is_draft: bool = False

    @classmethod
    def refused(cls, answers: Mapping[str, object], error: DomainError) -> "Typed":
        """As it was sent, with the sentence; what is not visible or not allowed is the page's own answer."""
        if error.status in (403, 404):
            raise error
        return cls(answers, error.details.get("wrong", {}), str(error.message))


def language_of(request: PageRequest, survey: Survey) -> str:
    """The language she chose on the page, else her own, if the survey has it."""
    for wanted in (request.GET.get("in", ""), request.user.language):
        if wanted == "ja" or survey.translations.get(wanted, {}).get("title"):
            return wanted
    return "ja"


def sheet_of(request: PageRequest, survey: Survey, typed: Typed) -> dict[str, Any]:
    """Title, introduction and questions for the template."""
    language = language_of(request, survey)
    questions = questions_of(survey)
    words = survey.words(language)
    return {
        "survey": survey,
        "title": words["title"],
        "introduction": words["introduction"],
        "lang": LANGUAGES_OF.get(language, "ja"),
        "languages": _languages(request, survey, language),
        "lines": lines_of(questions, typed.answers, typed.wrong, language),
        "wrong": typed.wrong,
        "sentence": typed.sentence,
        "is_draft": typed.is_draft,
        "has_required": any(row.is_required for row in questions),
    }


def said_before(request: PageRequest, unit: AskedUnit, survey: Survey) -> Typed:
    """What the family answered, or what she had begun; nothing of an answer without a name."""
    if survey.is_anonymous:
        return Typed()
    if unit.answer is not None:
        return Typed(typed_of(answers_in(unit.answer.response)))
    draft = AnswerDraft.objects.filter(survey=survey, user=request.user, child=unit.key.child_id).first()
    return Typed(draft.answers, is_draft=True) if draft else Typed()


def summary_of(request: PageRequest, survey: Survey, answer: Participation | None) -> list[tuple[str, str]]:
    """Question and answer in words, of a named answer."""
    if answer is None or survey.is_anonymous:
        return []
    language = language_of(request, survey)
    given = answers_in(answer.response)
    return [
        (row.words(language)["text"], _in_words(row, given[row.code], language))
        for row in questions_of(survey)
        if row.code in given
    ]


def unit_of(asked: Asked, token: str) -> AskedUnit | None:
    """The unit an address names; without a name the first that waits, else the first."""
    if token:
        return next((unit for unit in asked.units if unit.token == token), None)
    return (asked.waiting or asked.units)[0]


def _in_words(row: Question, said: Said, language: str) -> str:
    if said.choices:
        chosen = [one for one in row.choices.all() if one.code in said.choices]
        beside = said.beside
        return "・".join(
            one.word(language) + (f"({beside[one.code]})" if one.code in beside else "") for one in chosen
        )
    if said.number is not None:
        return shortest(said.number)
    return said.day.isoformat() if said.day else said.text


def _languages(request: PageRequest, survey: Survey, current: str) -> list[dict[str, Any]]:
    spoken = [
        code for code in LANGUAGE_LABELS if code == "ja" or survey.translations.get(code, {}).get("title")
    ]
    query = request.GET.copy()
    items = []
    for code in spoken:
        query["in"] = code
        items.append(
            {
                "label": LANGUAGE_LABELS[code],
                "url": f"?{query.urlencode()}",
                "is_current": code == current,
                "lang": LANGUAGES_OF.get(code, "ja"),
            }
        )
    return items
