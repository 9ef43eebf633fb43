"""Runs alone, as a process with little memory and time: an xlsx or xls file comes in, its first sheet goes out.

Each line is one row as JSON. Whatever a made-up file does to the reader, it does it here.
"""

import datetime
import io
import json
import resource
import sys

MEMORY = 1_500 * 1024 * 1024
SECONDS = 40
CELL = 4_000


def main(most_rows: int, most_columns: int) -> int:
    """Give 0 when all was said, 3 when there are too many rows, 4 when the file holds no sheet."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    visible = [n for n, sheet in enumerate(book.sheets_metadata) if "Visible" in str(sheet.visible)]
    if not book.sheet_names:
        return 4
    sheet = book.get_sheet_by_index(visible[0] if visible else 0)
    if sheet.total_height > most_rows:
        return 3
    blank = sheet.start[0] if sheet.start else 0
    for _ in range(blank):
        sys.stdout.write("[]\n")
    for row in sheet.to_python(skip_empty_area=True):
        sys.stdout.write(json.dumps([text_of(cell) for cell in row[:most_columns]]) + "\n")
    return 0


def text_of(cell: object) -> str:
    """A cell as text: whole numbers without a point, days as 2025-01-31."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)[:CELL]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
