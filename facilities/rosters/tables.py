"""Tables as files that give back the very letters: xlsx of text cells only, CSV in which nothing is a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import chain
from xml.sax.saxutils import escape

from django.utils.translation import gettext_lazy as _

from backend.errors import DomainError
from facilities.rosters.sheets import FORMULAS

Rows = Iterable[Sequence[str]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "cp932": "text/csv; charset=Shift_JIS"}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
    '<sheets><sheet name="名簿" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
    # Format 49 is "text": Excel leaves 1-1 and 090… as they are, also after somebody edits the cell.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1" quotePrefix="1"/></cellXfs></styleSheet>',
}
_SHEET = (
    f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="100" width="16" style="1" customWidth="1"/></cols><sheetData>'
)


def table_file(kind: str, headings: Sequence[str], rows: Rows) -> bytes:
    """The file in one of FORMATS; CP932 refuses letters it does not have rather than change them."""
    lines = chain([headings], rows)
    if kind == "xlsx":
        return _xlsx(lines)
    text = _csv(lines)
    if kind == "csv":
        return text.encode("utf-8-sig")
    try:
        return text.encode("cp932")
    except UnicodeEncodeError as error:
        sentence = _("“%(text)s” cannot be written in Shift_JIS. Choose Excel or CSV (UTF-8) instead.")
        raise DomainError(sentence % {"text": _around(text, error.start)}) from None


def inert(text: str) -> str:
    """With an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULAS) else text


def _csv(lines: Rows) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([inert(cell) for cell in line] for line in lines)
    return out.getvalue()


def _around(text: str, at: int) -> str:
    """The cell in which a letter stands."""
    first = max(text.rfind(mark, 0, at) for mark in ",\n") + 1
    ends = [found for mark in ",\r\n" if (found := text.find(mark, at)) >= 0]
    return text[first : min(ends, default=len(text))].strip('"')


def _xlsx(lines: Rows) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in _PARTS.items():
            archive.writestr(name, _HEAD + body)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_SHEET.encode())
            for number, line in enumerate(lines, 1):
                cells = "".join(_cell(cell) for cell in line)
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
    return out.getvalue()


def _cell(text: str) -> str:
    if not text:
        return "<c/>"
    clean = "".join(letter for letter in text if letter >= " " or letter in "\t\n")
    # A cell of text runs nothing; only an apostrophe that reading would take off again needs a second one.
    clean = inert(clean) if clean.startswith("'") else clean
    return f'<c s="1" t="inlineStr"><is><t xml:space="preserve">{escape(clean)}</t></is></c>'
