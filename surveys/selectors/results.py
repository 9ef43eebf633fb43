"""What was answered, question by question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from backend.errors import DomainError
from surveys.crosstab import (
    SKIPPED,
    Axis,
    Crosstab,
    crossed,
    crossed_masked,
    is_too_fine,
)
from surveys.distribution import Summary, days_in_groups, numbers_in_groups, summary_of
from surveys.masking import LEAST
from surveys.models import CHOOSING, Question, Survey
from surveys.selectors.counting import Narrowed, Totals, count_by, pairs_of, totals_of, values_of
from surveys.selectors.texts import takes_text
from surveys.selectors.variables import (
    MEASURED,
    Choosable,
    attribute_axis,
    attribute_name,
    attributes_of,
    may_cross,
    measured_axis,
    place_of,
    question_axis,
)


@dataclass(frozen=True)
class QuestionResult:
    """One question counted; `asked` is whom a branch led to it, None where everybody was asked or it is secret."""

    number: int
    question: Question
    axis: Axis
    summary: Summary | None = None

    @property
    def takes_text(self) -> bool:
        return takes_text(self.question)

    @property
    def asked(self) -> int | None:
        return self.axis.base if self.question.shown_when_id else None

    @property
    def is_hidden(self) -> bool:
        return all(group.is_hidden for group in self.axis.groups if group.count)


class Results:
    """The counts of a survey, narrowed or not; read piece by piece as a page asks for them.

    `axes` are attributes that were counted for the same answers already.
    """

    def __init__(
        self, survey: Survey, by: Mapping[str, str] | None = None, axes: Iterable[Axis] = ()
    ) -> None:
        if survey.is_anonymous and by:
            raise DomainError(_("Anonymous answers are not narrowed: cross them with the place instead."))
        self.survey = survey
        self.narrowed = Narrowed(survey, by or {})
        self._attributes = {axis.key: axis for axis in axes}

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.survey.questions.prefetch_related("choices").order_by("position"))

    @cached_property
    def whole(self) -> int:
        """Answers counted."""
        return self.attribute("@via").whole

    def attribute(self, key: str) -> Axis:
        """Answers by what is known of whoever gave them; asked for once."""
        if key not in self._attributes:
            self._attributes[key] = attribute_axis(key, count_by(self.narrowed, key))
        return self._attributes[key]

    @property
    def is_masked(self) -> bool:
        return self.survey.is_anonymous

    @property
    def is_too_few(self) -> bool:
        """So few without names that nothing is told of them."""
        return self.is_masked and self.whole < LEAST

    @cached_property
    def totals(self) -> Totals:
        return totals_of(self.narrowed, self.questions)

    def axis_of(self, question: Question, totals: Totals | None = None) -> Axis:
        """With its true counts: to be masked by whoever shows it."""
        merges = self.survey.skipped_are_unanswered and not self.is_masked
        return question_axis(question, totals or self.totals, self.whole, merges=merges)

    @cached_property
    def by_question(self) -> list[QuestionResult]:
        """In order, masked where the survey has no names."""
        measured = [row.pk for row in self.questions if row.kind in MEASURED]
        values = values_of(self.narrowed, measured)
        found: dict[str, QuestionResult] = {}
        for number, question in enumerate(self.questions, 1):
            axis, summary = self.axis_of(question), None
            if question.kind in MEASURED:
                numbers, days = values[question.pk]
                axis = measured_axis(axis, numbers_in_groups(numbers) if numbers else days_in_groups(days))
                summary = summary_of(numbers, is_masked=self.is_masked)
            axis = self._masked(question, axis, found) if self.is_masked else axis
            few = self.is_masked and summary is not None and summary.n < LEAST
            found[str(question.pk)] = QuestionResult(number, question, axis, None if few else summary)
        return list(found.values())

    def _masked(self, question: Question, axis: Axis, before: Mapping[str, QuestionResult]) -> Axis:
        """Whom a branch led here must be known from the question before; else nothing is told of the answers."""
        if not question.shown_when_id:
            return axis.masked()
        earlier = before[str(question.shown_when_id)]
        codes = {str(one.pk): one.code for one in earlier.question.choices.all()}
        leading = [one for one in earlier.axis.answers if codes.get(one.key) in question.shown_choices]
        if (earlier.axis.is_multiple and len(leading) > 1) or any(one.is_hidden for one in leading):
            return axis.hidden()
        past = tuple(group for group in axis.groups if group.key == SKIPPED)
        asked = axis.without(past).masked()
        return asked.with_groups(past)

    def crossable(self) -> list[Choosable]:
        """Questions first, then what is known of whoever answered."""
        questions = [
            Choosable(row.code, f"{number}. {row.text}")
            for number, row in enumerate(self.questions, 1)
            if may_cross(self.survey, row)
        ]
        known = attributes_of(self.survey, self.narrowed.by)
        return questions + [Choosable(key, attribute_name(key)) for key in known]

    def cross(self, rows: str, columns: str) -> Crosstab | None:
        """Of two of `crossable` by their keys; None where that is the same one or one that may not be crossed."""
        known = {one.key for one in self.crossable()}
        if rows == columns or not {rows, columns} <= known:
            return None
        by_code = {row.code: row for row in self.questions}
        one, other = by_code.get(rows, rows), by_code.get(columns, columns)
        down, across = self._axis(one), self._axis(other)
        pairs = pairs_of(self.narrowed, one, other)
        if not self.is_masked:
            return crossed(down, across, pairs)
        if is_too_fine(down, across):
            raise DomainError(_("So many rows and columns would show next to nothing of anonymous answers."))
        return crossed_masked(down, across, pairs)

    def _axis(self, variable: Question | str) -> Axis:
        if isinstance(variable, str):
            return self.attribute(variable)
        known = "totals" in self.__dict__  # counted for the whole page, else for this question alone
        axis = self.axis_of(variable, None if known else totals_of(self.narrowed, [variable]))
        return axis if variable.kind in CHOOSING else measured_axis(axis, [])

    @property
    def place(self) -> str:
        return place_of(self.survey)
