"""Results taken away: as files and on paper, written down each time."""

import csv
import io

from django.db import transaction

from accounts.models import User
from backend.errors import NotVisible
from facilities.rosters.tables import inert
from surveys.models import Survey
from surveys.selectors.result_rows import Part, answers_part, cross_part, texts_part, totals_part
from surveys.selectors.results import Results
from surveys.services.traces import note_act

KINDS = ("csv", "xlsx")


@transaction.atomic
def export_results(*, actor: User, results: Results, kind: str, rows: str = "", columns: str = "") -> bytes:
    """CSV: named answers one by one, or the totals of anonymous ones. xlsx: these, the crossed table, the texts."""
    note_results_taken(actor=actor, survey=results.survey, kind=kind)
    first = totals_part(results) if results.is_masked else answers_part(results)
    if kind == "csv":
        return _csv(first)
    parts = [totals_part(results)]
    cross = results.cross(rows, columns) if results.whole and not results.is_too_few else None
    parts += [cross_part(results, cross)] if cross else []
    parts += [texts_part(results)]
    parts += [] if results.is_masked else [first]
    return _workbook(parts)


def note_results_taken(*, actor: User, survey: Survey, kind: str) -> None:
    """Leave the entry; who may not see the results takes none."""
    if not Survey.objects.visible_to(actor).filter(pk=survey.pk).exists():
        raise NotVisible
    note_act(actor, "survey.export", survey, kind=kind)


def _csv(part: Part) -> bytes:
    """UTF-8 with the mark Excel needs; nothing in it is a formula."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    for row in (part.head, *part.rows):
        lines.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _workbook(parts: list[Part]) -> bytes:
    """Numbers as numbers, everything else as text that runs nothing."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    for part in parts:
        sheet = book.create_sheet(part.name)
        sheet.freeze_panes = "A2"
        for row in (part.head, *part.rows):
            cells = []
            for value in row:
                cell = WriteOnlyCell(
                    sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
                )
                if isinstance(value, str):
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
