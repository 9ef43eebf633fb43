"""A list of questions as somebody draws it up, and what is wrong with it in words she can act on. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from backend.errors import DomainError
from surveys.models import CHOICE_LENGTH, CHOOSING, QUESTION_LENGTH, Kind

QUESTIONS_MOST, CHOICES_MOST = 60, 100
CODE = re.compile(r"[a-z][a-z0-9_]{0,19}")
BRANCHING = CHOOSING


@dataclass(frozen=True)
class ChoiceDraft:
    """A possible answer; without a code it is a new one. `translations` are {'easy' | 'en': {'text': str}}."""

    text: str
    code: int | None = None
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    takes_text: bool = False


@dataclass(frozen=True)
class QuestionDraft:
    """A question; without a code it is a new one. `shown_when` is the code of an earlier question."""

    kind: str
    text: str
    code: str = ""
    help: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_required: bool = False
    lowest: Decimal | None = None
    highest: Decimal | None = None
    shown_when: str = ""
    shown_choices: Sequence[int] = ()
    choices: Sequence[ChoiceDraft] = ()

    @property
    def structure(self) -> tuple[Any, ...]:
        """Everything but its words: what stays as it is after the first answer."""
        branch = (self.shown_when, tuple(sorted(self.shown_choices)))
        choices = tuple((one.code, one.takes_text) for one in self.choices)
        return (self.code, self.kind, self.is_required, self.lowest, self.highest, branch, choices)


def checked(questions: Sequence[QuestionDraft]) -> list[QuestionDraft]:
    """The same list with every code filled in, or a DomainError that names the question."""
    if len(questions) > QUESTIONS_MOST:
        raise DomainError(
            _("A survey may have %(n)s questions. Nothing was saved.") % {"n": QUESTIONS_MOST},
            code="too_many",
        )
    coded = _with_codes(questions)
    for number, question in enumerate(coded, start=1):
        _check_words(number, question)
        _check_choices(number, question)
        require_branch(number, question, coded[: number - 1], coded[number - 1 :])
    return coded


def _with_codes(questions: Sequence[QuestionDraft]) -> list[QuestionDraft]:
    used = [one.code for one in questions if one.code]
    if len(set(used)) < len(used) or not all(CODE.fullmatch(code) for code in used):
        raise DomainError(_("Two questions have the same code, or one is not valid. Nothing was saved."))
    numbers = [int(code[1:]) for code in used if re.fullmatch(r"q\d{1,4}", code)]
    following = max(numbers, default=0)
    coded = []
    for one in questions:
        following += not one.code
        coded.append(_complete(one, one.code or f"q{following}"))
    return coded


def _complete(question: QuestionDraft, code: str) -> QuestionDraft:
    """With its code, trimmed words, and a code for every choice; a question that offers none has none."""
    offered = [one for one in question.choices if one.text.strip()] if question.kind in CHOOSING else []
    following = max((one.code or 0 for one in offered), default=0)
    choices = []
    for one in offered:
        following += one.code is None
        choices.append(ChoiceDraft(_plain(one.text), one.code or following, one.translations, one.takes_text))
    is_number = question.kind == Kind.NUMBER
    return QuestionDraft(
        kind=question.kind,
        text=_plain(question.text),
        code=code,
        help=_plain(question.help),
        translations=question.translations,
        is_required=question.is_required,
        lowest=question.lowest if is_number else None,
        highest=question.highest if is_number else None,
        shown_when=question.shown_when,
        shown_choices=tuple(question.shown_choices) if question.shown_when else (),
        choices=tuple(choices),
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _check_words(number: int, question: QuestionDraft) -> None:
    if question.kind not in Kind.values:
        raise _refusal(_("Question %(n)s: choose what kind of answer it takes."), number)
    if max(len(question.text), len(question.help)) > QUESTION_LENGTH:
        raise _refusal(
            _("Question %(n)s: question and explanation may have %(most)s characters."),
            number,
            most=QUESTION_LENGTH,
        )
    if question.lowest is not None and question.highest is not None and question.lowest > question.highest:
        raise _refusal(_("Question %(n)s: the lowest number is larger than the highest."), number)


def _check_choices(number: int, question: QuestionDraft) -> None:
    choices = question.choices
    if len(choices) > CHOICES_MOST:
        raise _refusal(_("Question %(n)s: it may have %(most)s choices."), number, most=CHOICES_MOST)
    if any(len(one.text) > CHOICE_LENGTH for one in choices):
        raise _refusal(
            _("Question %(n)s: a choice may have %(most)s characters."), number, most=CHOICE_LENGTH
        )
    if len({one.text for one in choices}) < len(choices) or len({one.code for one in choices}) < len(choices):
        raise _refusal(_("Question %(n)s: the same choice stands there twice."), number)


def require_branch(
    number: int, question: QuestionDraft, before: Sequence[QuestionDraft], after: Sequence[QuestionDraft]
) -> None:
    """Only an earlier question can lead to this one: so there are no loops."""
    if not question.shown_when:
        return
    if question.shown_when in {one.code for one in after}:
        raise _refusal(
            _("Question %(n)s: it can only follow from a question that stands before it."),
            number,
            code="loop",
        )
    asked = next((one for one in before if one.code == question.shown_when), None)
    if asked is None or asked.kind not in BRANCHING:
        raise _refusal(_("Question %(n)s: the question it follows from is not there any more."), number)
    if not question.shown_choices or not set(question.shown_choices) <= {one.code for one in asked.choices}:
        raise _refusal(_("Question %(n)s: choose the answers that lead to it."), number)


def _refusal(sentence: str, number: int, *, code: str = "question", **values: int) -> DomainError:
    message = sentence % {"n": number, **values}
    return DomainError(
        _("%(what)s Nothing was saved.") % {"what": message}, code=code, details={"question": number}
    )


def what_is_missing(questions: Sequence[QuestionDraft]) -> str:
    """Why it cannot be published yet, as a sentence; empty when it can."""
    if not questions:
        return _("Add at least one question first.")
    for number, question in enumerate(questions, start=1):
        if not question.text:
            return _("Question %(n)s has no text.") % {"n": number}
        if question.kind in CHOOSING and len(question.choices) < 2:
            return _("Question %(n)s needs at least two choices.") % {"n": number}
    return ""
