"""Results as rows of a file, with labels and codes: exactly what the page tells, hidden where the page hides."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.crosstab import Cell as CrossCell
from surveys.crosstab import Crosstab, Group
from surveys.models import Question
from surveys.selectors.answer_list import answers_one_by_one
from surveys.selectors.results import QuestionResult, Results
from surveys.selectors.texts import texts_of

Value = str | int | float
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Part:
    """A sheet of a workbook, or a CSV of its own."""

    name: str
    head: tuple[str, ...]
    rows: list[Row]


def hidden_word() -> str:
    """What stands in a hidden cell."""
    return _("hidden")


def totals_part(results: Results) -> Part:
    """A line a question and answer."""
    head = (
        _("Question code"),
        _("Question"),
        _("Answer code"),
        pgettext("survey", "Answer"),
        pgettext("survey", "Number"),
        _("Share (%)"),
    )
    rows = [row for one in results.by_question for row in _question_rows(one)]
    return Part(_("Totals"), head, rows)


def cross_part(results: Results, cross: Crosstab) -> Part:
    """A line a cell: easy to pivot, and the same hidden cells."""
    head = (
        cross.rows.label, pgettext("survey", "Code"), cross.columns.label, pgettext("survey", "Code"),
        pgettext("survey", "Number"), _("Share of the row (%)"), _("Share of the column (%)"),
    )  # fmt: skip
    codes = _codes(results.questions)
    rows: list[Row] = []
    for group, line in zip(cross.rows.groups, cross.lines, strict=True):
        for other, cell in zip(cross.columns.groups, line.cells, strict=True):
            keys = (group.label, _code(group, codes), other.label, _code(other, codes))
            rows.append((*keys, *_counted(cell)))
    return Part(_("Crossed"), head, rows)


def texts_part(results: Results) -> Part:
    """What was written, in no order, one line each."""
    rows: list[Row] = []
    for one in results.by_question:
        if one.takes_text:
            texts = texts_of(results.narrowed, one.question, most=None)
            rows += [(one.question.code, one.question.text, text) for text in texts.shown]
    return Part(_("Texts"), (_("Question code"), _("Question"), pgettext("survey", "Text")), rows)


def answers_part(results: Results) -> Part:
    """Named surveys alone: a line an answer, two columns a question."""
    head = [_("Who"), _("Answered by"), _("At"), _("Facility"), _("Class"), _("Class age"), _("Language")]
    head.append(_("How it came in"))
    for one in results.questions:
        head += [_("%(code)s code") % {"code": one.code}, f"{one.code} {one.text}"]
    return Part(_("Answers"), tuple(head), list(_answer_rows(results)))


def _answer_rows(results: Results) -> Iterator[Row]:
    for one in answers_one_by_one(results.survey, results.questions):
        row = one.response
        room, age = row.classroom.name if row.classroom else "", "" if row.age is None else row.age
        known: Row = (one.who, one.by, one.at, row.facility.name, room, age, row.language, row.via)
        yield (*known, *(value for cell in one.cells for value in cell))


def _question_rows(one: QuestionResult) -> Iterator[Row]:
    codes = _codes([one.question])
    for group in one.axis.groups:
        base = one.axis.base
        share = round(100 * group.count / base, 1) if base and group.key != "skipped" else ""
        counted: Row = (hidden_word(), "") if group.is_hidden else (group.count, share)
        yield (one.question.code, one.question.text, _code(group, codes), group.label, *counted)


def _counted(cell: CrossCell) -> Row:
    if cell.count is None:
        return (hidden_word(), "", "")
    shares = ("" if share is None else round(share, 1) for share in (cell.of_row, cell.of_column))
    return (cell.count, *shares)


def _codes(questions: list[Question]) -> dict[str, int]:
    return {str(one.pk): one.code for row in questions for one in row.choices.all()}


def _code(group: Group, codes: dict[str, int]) -> Value:
    return codes.get(group.key, group.key)
