"""Excel files: looked at from outside first, then opened by a small process of their own."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from facilities.rosters.problems import Unreadable

UNPACKED = 200 * 1024 * 1024
MEMBERS = 2_000
PATIENCE = 60
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
LOCKED = (b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", b"E\0n\0c\0r\0y\0p\0t\0i\0o\0n\0I\0n\0f\0o\0")
HAS_PASSWORD = _(
    "This file has a password. Open it in Excel, take the password off, save it and choose it again."
)
TOO_MANY_ROWS = _("The file has more than %(most)s rows. Divide it and bring the parts one after another.")
TOO_LARGE = _("Unpacked, this file would be far too large for a roster. Save only the roster's sheet as CSV.")
BROKEN = _("This Excel file is damaged. Open it in Excel, save it again and choose it.")


def is_workbook(content: bytes) -> bool:
    return content.startswith((ZIP, OLE))


def read_workbook(content: bytes, *, most_rows: int, most_columns: int) -> list[list[str]]:
    """The rows of the first visible sheet; refuses passwords, bombs and damage, each with its sentence."""
    if content.startswith(OLE):
        if any(mark in content for mark in LOCKED):
            raise Unreadable(HAS_PASSWORD)
    else:
        _look_at_zip(content)
    here = Path(__file__).with_name("unpack.py")
    command = [sys.executable, "-I", str(here), str(most_rows), str(most_columns)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - our own script; the file is its input
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_LARGE) from None
    if done.returncode == 3:
        raise Unreadable(TOO_MANY_ROWS % {"most": f"{most_rows:,}"})
    if done.returncode < 0 or b"MemoryError" in done.stderr or b"memory allocation" in done.stderr:
        raise Unreadable(TOO_LARGE)
    if done.returncode:
        raise Unreadable(HAS_PASSWORD if b"assword" in done.stderr else BROKEN)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _look_at_zip(content: bytes) -> None:
    """The headers say how large everything becomes; reading it through proves that they do not lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                raise Unreadable(TOO_LARGE)
            if any(member.flag_bits & 0x1 for member in members):
                raise Unreadable(HAS_PASSWORD)
            if archive.testzip() is not None:
                raise Unreadable(BROKEN)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        raise Unreadable(BROKEN) from None
