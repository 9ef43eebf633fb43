"""The dry run: read, compare, keep what each row would change. In small transactions, so that people see it go on."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from facilities.models import ColumnMapping, RosterImport, RosterRow
from facilities.rosters.columns import doubts
from facilities.rosters.compare import Comparison
from facilities.rosters.fields import FIELDS, guess_all
from facilities.rosters.problems import Unreadable
from facilities.rosters.rows import raw_values
from facilities.rosters.sheets import Sheet, read_sheet
from facilities.rosters.verdict import Verdict
from facilities.services.rosters.records import State, count_rows
from facilities.services.rosters.uploads import headings_key

CHUNK = 500


class _Overtaken(Exception):
    """Somebody chose other columns, or another worker began again."""


def check_roster(roster_id: UUID) -> bool:
    """Read and compare all rows; False where another run overtook this one. May run twice."""
    roster = _begin(roster_id)
    if roster is None:
        return False
    try:
        with translation.override(roster.created_by.language):
            sheet = read_sheet(bytes(roster.content))
            _keep_sheet(roster, sheet)
            _compare_all(roster, sheet)
    except Unreadable as error:
        with translation.override(roster.created_by.language):
            return _refuse(roster, str(error.message))
    except _Overtaken:
        return False
    except Exception:
        _refuse(
            roster,
            _("The file could not be checked. Nothing was changed. Save it as CSV and choose it again."),
        )
        raise
    return True


@transaction.atomic
def _begin(roster_id: UUID) -> RosterImport | None:
    """Take the import; whoever took it before stops at her next chunk."""
    rows = RosterImport.objects.select_for_update(of=("self",)).select_related(
        "created_by", "facility", "organisation"
    )
    roster = rows.filter(pk=roster_id, state=State.READING).first()
    if roster is None:
        return None
    roster.version += 1
    roster.done = roster.total = 0
    roster.save(update_fields=["version", "done", "total"])
    RosterRow.objects.filter(roster=roster).delete()
    return roster


def _update(roster: RosterImport, **values: object) -> None:
    mine = RosterImport.objects.filter(pk=roster.pk, version=roster.version, state=State.READING)
    if not mine.update(**values):
        raise _Overtaken


def _keep_sheet(roster: RosterImport, sheet: Sheet) -> None:
    roster.headers = sheet.headings
    roster.mapping = _mapping_of(roster, sheet.headings)
    today = timezone.localdate()
    odd = doubts([cells for _n, cells in sheet.rows[:CHUNK]], roster.mapping, today)
    roster.counts = {"heading_row": sheet.heading_row, "doubts": {str(n): kind for n, kind in odd.items()}}
    _update(
        roster,
        headers=roster.headers,
        mapping=roster.mapping,
        counts=roster.counts,
        encoding=sheet.encoding,
        total=len(sheet.rows),
    )


def _mapping_of(roster: RosterImport, headings: Sequence[str]) -> list[str]:
    """Chosen for this file, else for the last one like it, else guessed."""
    if len(roster.mapping) == len(headings) and any(roster.mapping):
        return list(roster.mapping)
    known = ColumnMapping.objects.filter(organisation=roster.organisation_id, headings=headings_key(headings))
    remembered = known.values_list("mapping", flat=True).first()
    if remembered and len(remembered) == len(headings) and set(remembered) <= {"", *FIELDS}:
        return list(remembered)
    return guess_all(headings)


def _compare_all(roster: RosterImport, sheet: Sheet) -> None:
    run = Comparison.of(roster, roster.organisation, timezone.localdate())
    for first in range(0, len(sheet.rows), CHUNK):
        rows = []
        for number, cells in sheet.rows[first : first + CHUNK]:
            raw = raw_values(cells, roster.mapping)
            rows.append(row_of(roster, run.verdict(number, raw), raw))
        with transaction.atomic():
            _update(roster, done=first + len(rows))
            RosterRow.objects.bulk_create(rows)
    _update(roster, counts=count_rows(roster), state=State.CHECKED)


def row_of(roster: RosterImport, verdict: Verdict, raw: dict[str, str]) -> RosterRow:
    """A verdict as it is kept."""
    return RosterRow(
        roster=roster,
        number=verdict.number,
        result=verdict.result,
        child_id=verdict.child_id,
        values=raw,
        changes=verdict.changes,
        problems=verdict.problems,
        changes_link=verdict.changes_link,
    )


def _refuse(roster: RosterImport, sentence: str) -> bool:
    mine = RosterImport.objects.filter(pk=roster.pk, version=roster.version, state=State.READING)
    mine.update(state=State.REFUSED, problem=sentence, content=b"")
    return False
