"""The attendance sheet as a file: text cells for Excel, and what goes on paper; written down for every child."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from attendance.policies import require_runner
from attendance.selectors.child_day import own_children
from attendance.selectors.month import Cell, ClassSheet, Mark, MonthSheet, month_sheet
from facilities.models import Facility
from facilities.policies import audit_children
from facilities.rosters.tables import table_file


@transaction.atomic
def take_month(
    *, actor: User, facility: Facility, month: date, classroom_id: UUID | None = None
) -> MonthSheet:
    """The sheet on its way to paper or a file."""
    require_runner(actor, facility)
    sheet = month_sheet(facility, month, classroom_id=classroom_id, own=own_children(actor))
    children = {row.child.pk for one in sheet.classes for row in one.rows}
    audit_children(
        actor,
        "attendance.export",
        sorted(children),
        organisation=facility.organisation_id,
        facility=facility.pk,
    )
    return sheet


def export_month(
    *,
    actor: User,
    facility: Facility,
    month: date,
    kind: str,
    classroom_id: UUID | None = None,
    times: bool = False,
) -> bytes:
    """A line a child with a mark for each day, sums behind; corrections at the end."""
    sheet = take_month(actor=actor, facility=facility, month=month, classroom_id=classroom_id)
    head = [_("Class"), _("Number"), _("Name"), *(str(day.day) for day in sheet.days)]
    sums = [_("Days present"), _("Days absent"), _("Times late"), _("Times left early")]
    return table_file(kind, [*head, *sums], _lines(sheet, times))


def mark_words(mark: Mark) -> str:
    """One letter for a cell, as the nurseries write it."""
    return {
        Mark.PRESENT: "○",
        Mark.LATE: pgettext("attendance mark", "L"),
        Mark.EARLY: pgettext("attendance mark", "E"),
        Mark.LATE_AND_EARLY: pgettext("attendance mark", "L/E"),
        Mark.SICK: pgettext("attendance mark", "S"),
        Mark.PRIVATE: pgettext("attendance mark", "F"),
        Mark.ABSENT: pgettext("attendance mark", "A"),
        Mark.OFF: "—",
        Mark.TO_COME: "",
        Mark.OUTSIDE: "",
    }[mark]


def _lines(sheet: MonthSheet, times: bool) -> Iterator[list[str]]:
    for one in sheet.classes:
        for row in one.rows:
            cells = [_cell(cell, times) for cell in row.cells]
            sums = [str(number) for number in (row.came, row.away, row.late, row.early)]
            yield [one.classroom.name, row.child.external_id, str(row.child), *cells, *sums]
    for one in sheet.classes:
        yield from _notes(one)


def _cell(cell: Cell, times: bool) -> str:
    said = " ".join(f"{came}-{left}" for came, left in cell.times) if times else ""
    marks = " ".join(f"※{number}" for number in cell.notes)
    return " ".join(part for part in (mark_words(cell.mark), said, marks) if part)


def _notes(one: ClassSheet) -> Iterator[list[str]]:
    missing, gone = _("not stamped"), _("struck out")
    for note in one.notes:
        what = f"{note.old or missing} → {note.new or gone}"
        day = f"{note.day.month}/{note.day.day}"
        yield [one.classroom.name, f"※{note.number}", str(note.child), day, what, note.reason]
