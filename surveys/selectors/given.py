"""What a survey asks, as its answers need it, and what was answered, read back."""

from collections.abc import Iterable, Mapping

from surveys.answers import Asking, Said
from surveys.models import Answer, Question, Response, Survey


def questions_of(survey: Survey) -> list[Question]:
    """In their order, with their choices in theirs. Three queries."""
    return [
        *survey.questions.order_by("position")
        .select_related("shown_when")
        .prefetch_related("choices", "shown_when__choices")
    ]


def askings(questions: Iterable[Question]) -> list[Asking]:
    """The same as the rules of answers need them."""
    return [
        Asking(
            code=row.code,
            kind=row.kind,
            is_required=row.is_required,
            choices={choice.code: choice.takes_text for choice in row.choices.all()},
            lowest=row.lowest,
            highest=row.highest,
            shown_when=row.shown_when.code if row.shown_when else None,
            shown_choices=frozenset(row.shown_choices),
        )
        for row in questions
    ]


def answers_in(response: Response) -> Mapping[str, Said]:
    """What was given, by question; skipped ones are not among it."""
    rows = response.answers.filter(is_skipped=False).select_related("question", "choice")
    found: dict[str, Said] = {}
    for row in rows.order_by("question__position", "choice__code"):
        found[row.question.code] = _with(found.get(row.question.code, Said()), row)
    return found


def _with(said: Said, row: Answer) -> Said:
    if row.choice is None:
        return Said(number=row.number, day=row.day, text=row.text)
    beside = {**said.beside, row.choice.code: row.text} if row.text else said.beside
    return Said(choices=(*said.choices, row.choice.code), beside=beside)
