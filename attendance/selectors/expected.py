"""Who is expected on a day: enrolled, on a day the family has a place, and not reported absent.

The one place that says so; the board, the watch and the kitchen ask here.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from attendance.models import Report
from attendance.selectors.board_rows import Line, lines_of, words_of
from attendance.selectors.settings import settings_of
from facilities.models import Facility


def holds(report: Report) -> bool:
    """Does it count? A wish to change what was confirmed counts when staff have accepted it."""
    return report.state == Report.State.CONFIRMED or report.replaces_id is None


def newest_word(words: Sequence[Report], *kinds: str) -> Report | None:
    """The newest word of a kind that holds."""
    return next((row for row in reversed(words) if row.kind in kinds and holds(row)), None)


class Place(Protocol):
    """A child at a facility on a day, as far as it says whether she has a place."""

    @property
    def weekdays(self) -> Sequence[int]:
        """Those agreed; none means every day."""

    @property
    def is_closed(self) -> bool:
        """The facility is closed on this day."""


def is_due(line: Place, weekdays: Iterable[int], day: date) -> bool:
    """Has she a place on this day? `weekdays` are those on which her facility opens."""
    agreed = not line.weekdays or day.weekday() in line.weekdays
    return day.weekday() in weekdays and agreed and not line.is_closed


def due_on(facility: Facility, day: date) -> list[Line]:
    """Children with a place on that day, whatever their families said. Two queries."""
    weekdays = settings_of(facility).weekdays
    return [line for line in lines_of(facility, day, None) if is_due(line, weekdays, day)]


def expected_on(facility: Facility, day: date) -> list[Line]:
    """Who should come: a place on that day and no word of absence. Three queries."""
    words = words_of(facility, day)
    absent = {child for child, own in words.items() if newest_word(own, Report.Kind.ABSENT)}
    return [line for line in due_on(facility, day) if line.child.pk not in absent]
