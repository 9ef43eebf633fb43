"""A family's data as one ZIP: JSON for programs, one page of HTML for people. Each app adds its own part here."""

from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

import orjson
from django.template.loader import render_to_string
from django.utils import timezone

from attendance.selectors.takeout import attendance_data
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
        context = {"days": days, "now": now, "home": home, "notices": told, "family": family}
        archive.writestr("index.html", render_to_string("guardian/takeout_book.html", context))
    file.seek(0)
    return file


def file_name(now: datetime) -> str:
    """engawa-20261122.zip: nothing that names anybody."""
    return f"engawa-{now:%Y%m%d}.zip"
