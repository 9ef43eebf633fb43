"""A ZIP of which every byte is known before it is sent: nothing is pressed, so that any part of it can go alone. Pure.

Photos do not become smaller anyway. Our own because no permissive library answers for a part (zipstream-ng cannot yet).
"""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from struct import pack
from typing import BinaryIO

STEP = 256 * 1024
UTF8_NAMES = 0x800
UNIX_FILE = 0o100644 << 16
MADE_BY = (3 << 8) | 45  # Unix, as it sets the file's mode
MOST_BEFORE_ZIP64 = 0xFFFF_FFFF
MOST_FILES_BEFORE_ZIP64 = 0xFFFF


@dataclass(frozen=True)
class Entry:
    """One file of it, its content on the disk or here; `at` is a clock on the wall."""

    name: str
    size: int
    crc: int
    at: datetime
    source: str = ""
    content: bytes = b""


Open = Callable[[Entry], AbstractContextManager[BinaryIO]]


class Archive:
    """The same entries are the same bytes, in every process and after every start."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._parts: list[bytes | Entry] = []
        self._starts: list[int] = []
        self.size = 0
        table = [_in_table(entry, self._add(_before(entry), entry)) for entry in self.entries]
        begins = self.size
        listed = b"".join(table)
        self._add(listed, _end(len(table), begins, len(listed)))

    @property
    def mark(self) -> str:
        """What tells it from every other, for ETag."""
        words = ((one.name, one.size, one.crc, one.at.isoformat()) for one in self.entries)
        return hashlib.sha256(repr(list(words)).encode()).hexdigest()[:32]

    def read(self, first: int, last: int, open_: Open) -> Iterator[bytes]:
        """Its bytes from `first` to `last`, both in it, piece by piece. OSError where a file is shorter than said."""
        at = bisect_right(self._starts, first) - 1
        while at < len(self._parts) and self._starts[at] <= last:
            part, start = self._parts[at], self._starts[at]
            length = len(part) if isinstance(part, bytes) else part.size
            begin, end = max(0, first - start), min(length, last + 1 - start)
            if isinstance(part, bytes):
                yield part[begin:end]
            elif begin < end:
                yield from _content(part, begin, end, open_)
            at += 1

    def _add(self, *parts: "bytes | Entry") -> int:
        """Gives where the first of them begins."""
        begins = self.size
        for part in parts:
            self._parts.append(part)
            self._starts.append(self.size)
            self.size += len(part) if isinstance(part, bytes) else part.size
        return begins


def _content(entry: Entry, begin: int, end: int, open_: Open) -> Iterator[bytes]:
    if entry.content:
        yield entry.content[begin:end]
        return
    with open_(entry) as file:
        file.seek(begin)
        left = end - begin
        while left:
            piece = file.read(min(STEP, left))
            if not piece:
                raise OSError("a file of the archive is shorter than it was")
            left -= len(piece)
            yield piece


def _before(entry: Entry) -> bytes:
    name = entry.name.encode()
    values = (20, UTF8_NAMES, 0, *_clock(entry.at), entry.crc, entry.size, entry.size, len(name), 0)
    return pack("<4s5H3L2H", b"PK\3\4", *values) + name


def _in_table(entry: Entry, begins: int) -> bytes:
    name, more = entry.name.encode(), b""
    if begins >= MOST_BEFORE_ZIP64:
        more, begins = pack("<HHQ", 1, 8, begins), MOST_BEFORE_ZIP64
    about = (MADE_BY, 45 if more else 20, UTF8_NAMES, 0, *_clock(entry.at), entry.crc, entry.size, entry.size)
    lengths = (len(name), len(more), 0, 0, 0)
    return pack("<4s6H3L5H2L", b"PK\1\2", *about, *lengths, UNIX_FILE, begins) + name + more


def _end(files: int, begins: int, length: int) -> bytes:
    after = b""
    if files >= MOST_FILES_BEFORE_ZIP64 or begins + length >= MOST_BEFORE_ZIP64:
        after = pack("<4sQ2H2L4Q", b"PK\6\6", 44, MADE_BY, 45, 0, 0, files, files, length, begins)
        after += pack("<4sLQL", b"PK\6\7", 0, begins + length, 1)
    files = min(files, MOST_FILES_BEFORE_ZIP64)
    begins, length = min(begins, MOST_BEFORE_ZIP64), min(length, MOST_BEFORE_ZIP64)
    return after + pack("<4s4H2LH", b"PK\5\6", 0, 0, files, files, length, begins, 0)


def _clock(at: datetime) -> tuple[int, int]:
    """Time and day as MS-DOS wrote them: even seconds, since 1980."""
    year = min(max(at.year, 1980), 2107) - 1980
    return at.hour << 11 | at.minute << 5 | at.second // 2, year << 9 | at.month << 5 | at.day
