"""A family's data as one ZIP: JSON for programs, pages of HTML for people, photos with their dates.

Each app adds its own part here. Whatever is large goes to the disk a month at a time, never into memory whole.
"""

from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson
from django.template.loader import render_to_string
from django.utils import timezone

from attendance.selectors.takeout import attendance_data
from backend import files
from backend.photo_dates import dated
from contactbook.selectors.takeout import TakenEntry, TakenPhoto, book_months, entry_data
from facilities.selectors.family import Family
from facilities.selectors.takeout import family_data
from notices.selectors.takeout import notices_data

IN_MEMORY = 2 * 1024 * 1024
PRETTY = orjson.OPT_INDENT_2


def family_zip(family: Family) -> IO[bytes]:
    """An open file at its start; past two megabytes it lies on the disk and goes when it is closed."""
    now = timezone.localtime()
    home, told = family_data(family), list(notices_data(family))
    days = list(attendance_data(family))
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 # the response closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("family.json", orjson.dumps({"taken_at": now, **home}, option=PRETTY))
        archive.writestr("notices.json", orjson.dumps(told, option=PRETTY))
        archive.writestr("attendance.json", orjson.dumps(days, option=PRETTY))
        months = _add_book(archive, family)
        context = {
            "days": days, "now": now, "home": home, "notices": told, "family": family, "months": months,
        }  # fmt: skip
        archive.writestr("style.css", render_to_string("guardian/takeout_style.css"))
        archive.writestr("index.html", render_to_string("guardian/takeout_book.html", context))
    file.seek(0)
    return file


def file_name(now: datetime) -> str:
    """engawa-20261122.zip: nothing that names anybody."""
    return f"engawa-{now:%Y%m%d}.zip"


def _add_book(archive: ZipFile, family: Family) -> list[tuple[date, int]]:
    """The contact book: a page and the photos of each month, and all of it as JSON; returns (month, entries)."""
    months: list[tuple[date, int]] = []
    with SpooledTemporaryFile(max_size=IN_MEMORY) as told:
        for month, entries in book_months(family.user):
            for entry in entries:
                told.write((b",\n" if told.tell() else b"[\n") + orjson.dumps(entry_data(entry)))
                _add_photos(archive, entry)
            page = render_to_string("guardian/takeout_month.html", {"month": month, "entries": entries})
            archive.writestr(f"book/{month:%Y-%m}.html", page)
            months.append((month, len(entries)))
        told.write(b"\n]\n" if told.tell() else b"[]\n")
        told.seek(0)
        with archive.open("contactbook.json", "w", force_zip64=True) as target:
            while piece := told.read(64 * 1024):
                target.write(piece)
    return months


def _add_photos(archive: ZipFile, entry: TakenEntry) -> None:
    for photo in entry.photos:
        content = files.read(photo.stored)
        if content is not None:
            archive.writestr(_dated(photo), dated(content, photo.at), ZIP_STORED)


def _dated(photo: TakenPhoto) -> ZipInfo:
    """The file's own time is the photo's, so that albums on a PC sort it by it."""
    return ZipInfo(photo.file, photo.at.timetuple()[:6])
