"""Bought photos as they are handed over: made from the sealed original once, with their length and check sum."""

import json
import time
from collections.abc import Iterable
from typing import NamedTuple
from zlib import crc32

from backend import darkroom, files
from backend.derivatives import PART
from photos.files import bought_of, facts_of, original_of, small_of
from photos.models import Photo


class Facts(NamedTuple):
    """What a ZIP says of a file before it is sent."""

    size: int
    crc: int


def read_facts(photo: Photo) -> Facts | None:
    """Of a file that is there already; None where it has to be made."""
    content = files.read(facts_of(photo.facility_id, photo.content))
    try:
        return Facts(**json.loads(content)) if content else None
    except (ValueError, TypeError):
        return None


def make_file(*, photo: Photo) -> Facts | None:
    """The file for who bought it, without what the camera noted; None where its original is lost. Twice is once."""
    known = read_facts(photo)
    if known is not None:
        return known
    made = _made(photo)
    if made is None:
        return None
    facts, name = Facts(len(made), crc32(made)), bought_of(photo.facility_id, photo.content)
    files.keep(name, made)
    files.keep(facts_of(photo.facility_id, photo.content), json.dumps(facts._asdict()).encode())
    return facts


def make_files(*, photos: Iterable[Photo], seconds: float) -> int:
    """Make what is not there yet; gives how many are left after so many seconds. What was made stays."""
    until, waiting = time.monotonic() + seconds, list(photos)
    while waiting and time.monotonic() < until:
        make_file(photo=waiting.pop())
    return len(waiting)


def _made(photo: Photo) -> bytes | None:
    """Of a cropped photo only what is kept of it: its files were made when it was cropped."""
    if photo.crop:
        return files.read(small_of(photo.facility_id, photo.content, PART))
    content = files.read(original_of(photo.facility_id, photo.sha256))
    try:
        return darkroom.clean(content) if content else None
    except darkroom.Spoilt:
        return None
