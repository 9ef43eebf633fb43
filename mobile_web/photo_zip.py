"""Bought photos as one archive: names people recognise, and a text about those that are not in it."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import BinaryIO
from unicodedata import category, normalize
from zlib import crc32

from django.utils import timezone
from django.utils.translation import gettext as _

from backend import files
from backend.zipped import Archive, Entry
from facilities.clock import zone_of
from photos.files import bought_of
from photos.models import OrderLine
from photos.naming import code_of
from photos.selectors.bought import Bought, Missing
from photos.services.handing_over import read_facts

NOT_IN_NAMES = frozenset('/\\:*?"<>|')  # Windows takes none of them
TITLE_LENGTH = 60


def archive_of(rows: Iterable[Bought]) -> Archive:
    """What is theirs now, a folder an album; which are not, and why, stands in a text on top."""
    entries: list[Entry] = []
    missing: list[tuple[OrderLine, str]] = []
    for row in rows:
        if row.missing:
            missing.append((row.line, row.missing))
        elif row.line.taken_at is not None:  # what was ordered since is in the next archive
            entry = _entry(row.line)
            if entry is None:
                missing.append((row.line, Missing.LOST))
            else:
                entries.append(entry)
    entries = _named_once(entries)
    return Archive([_note(missing), *entries] if missing else entries)


def open_entry(entry: Entry) -> BinaryIO:
    """The file on the disk."""
    return files.opened(entry.source)


def folder_of(line: OrderLine) -> str:
    """Of its album, as every system can write it."""
    album = line.sale.album
    title = normalize("NFC", album.title)
    kept = "".join("＿" if one in NOT_IN_NAMES or category(one)[0] == "C" else one for one in title)
    return f"{album.starts_on:%Y%m%d}_{kept[:TITLE_LENGTH].strip(' .')}".rstrip("_")


def _entry(line: OrderLine) -> Entry | None:
    facts = read_facts(line.photo)
    if facts is None:
        return None
    photo = _("photo")
    name = f"{folder_of(line)}/{photo}_{code_of(line.photo_id)}.jpg"
    source = bought_of(line.photo.facility_id, line.photo.content)
    return Entry(name, facts.size, facts.crc, _taken(line), source)


def _taken(line: OrderLine) -> datetime:
    """On the nursery's wall clock."""
    zone = zone_of(line.facility)
    at = line.photo.taken_at
    return at.astimezone(zone) if at else datetime.combine(line.sale.album.starts_on, time(12), zone)


def _named_once(entries: list[Entry]) -> list[Entry]:
    """Two of one name become “name (2)”; for some systems A and a are one name."""
    seen: set[str] = set()
    named = []
    for entry in entries:
        stem, number, name = entry.name.removesuffix(".jpg"), 1, entry.name
        while name.casefold() in seen:
            number += 1
            name = f"{stem} ({number}).jpg"
        seen.add(name.casefold())
        named.append(Entry(name, entry.size, entry.crc, entry.at, entry.source))
    return named


def _note(missing: list[tuple[OrderLine, str]]) -> Entry:
    lines, order = [_("These photos of your orders are not in this file:"), ""], _("order")
    for line, why in missing:
        what = f"{line.sale.album.title} {code_of(line.photo_id)} ({order} {line.order})"
        lines += [f"- {what}", f"  {Missing(why).label}"]
    content = ("\ufeff" + "\r\n".join([*lines, ""])).encode()
    at = max(line.order.changed_at for line, _why in missing)
    return Entry(_("Please read.txt"), len(content), crc32(content), timezone.localtime(at), content=content)
