"""A ZIP known before it is sent: other programs open it, and every part of it is the same as in the whole."""

import io
import subprocess
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from shutil import which
from zipfile import ZIP_STORED, ZipFile
from zlib import crc32

import pytest

from backend.zipped import Archive, Entry

AT = datetime(2026, 11, 20, 10, 15, 30, tzinfo=UTC)
NAMES = ["秋の遠足/写真_2AB.jpg", "秋の遠足/写真_2AC.jpg", "お読みください.txt"]


def entry(name: str, content: bytes, source: str = "") -> Entry:
    return Entry(name, len(content), crc32(content), AT, source, b"" if source else content)


def on_disk(entry: Entry) -> io.BufferedReader:
    return Path(entry.source).open("rb")


def whole(archive: Archive) -> bytes:
    return b"".join(archive.read(0, archive.size - 1, on_disk))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Two files on the disk, one of them longer than a step, and a text."""
    chance = Random(7)
    entries = []
    for number, name in enumerate(NAMES[:2]):
        content = chance.randbytes(300_000 if number else 9)
        (tmp_path / str(number)).write_bytes(content)
        entries.append(entry(name, content, str(tmp_path / str(number))))
    return Archive([*entries, entry(NAMES[2], "二枚です。".encode())])


def test_it_is_as_long_as_it_says_and_opens(archive: Archive) -> None:
    content = whole(archive)

    assert len(content) == archive.size
    with ZipFile(io.BytesIO(content)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == NAMES
        info = opened.getinfo(NAMES[0])
        assert info.date_time == (2026, 11, 20, 10, 15, 30)
        assert info.compress_type == ZIP_STORED and info.flag_bits & 0x800
        assert opened.read(NAMES[2]).decode() == "二枚です。"


@pytest.mark.skipif(not which("unzip"), reason="unzip is not on this machine")
def test_unzip_finds_nothing_wrong(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "photos.zip"
    file.write_bytes(whole(archive))

    done = subprocess.run(["unzip", "-t", str(file)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert "No errors detected" in done.stdout


@pytest.mark.skipif(not which("7z"), reason="7z is not on this machine")
def test_7z_finds_nothing_wrong(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "photos.zip"
    file.write_bytes(whole(archive))

    done = subprocess.run(["7z", "t", str(file)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_every_part_is_the_same_as_in_the_whole(archive: Archive) -> None:
    content, chance = whole(archive), Random(8)
    edges = [0, 1, archive.size - 1, archive.size // 2]
    for first in [*edges, *(chance.randrange(archive.size) for _ in range(200))]:
        last = chance.randrange(first, archive.size)

        assert b"".join(archive.read(first, last, on_disk)) == content[first : last + 1]


def test_the_same_files_are_the_same_archive_and_another_file_is_another(archive: Archive) -> None:
    again = Archive(archive.entries)
    other = Archive([*archive.entries[:2], entry(NAMES[2], "三枚です。".encode())])

    assert again.mark == archive.mark
    assert other.mark != archive.mark


def test_nothing_in_it_is_a_zip_too() -> None:
    with ZipFile(io.BytesIO(whole(Archive([])))) as opened:
        assert opened.namelist() == []


def test_a_file_that_became_shorter_ends_the_sending(archive: Archive) -> None:
    Path(archive.entries[1].source).write_bytes(b"short")

    with pytest.raises(OSError, match="shorter"):
        whole(archive)


class _Zeros(io.RawIOBase):
    """So many zeros that no test writes them down."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset if whence == 0 else self._at + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        size = min(size, self._size - self._at)
        self._at += size
        return bytes(size)


class _Sent(io.RawIOBase):
    """What a program sees that reads an archive where it lies."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._at = archive, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = (0, self._at, self._archive.size)[whence] + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        last = self._archive.size - 1 if size < 0 else min(self._at + size, self._archive.size) - 1
        if last < self._at:
            return b""
        found = b"".join(
            self._archive.read(self._at, last, lambda one: nullcontext(_Zeros(one.size)))  # type: ignore[arg-type] # reads like a file
        )
        self._at += len(found)
        return found


def test_past_four_gigabytes_it_opens_as_well() -> None:
    size = 60 * 1024 * 1024
    crc = crc32(bytes(size))
    photos = [Entry(f"{number}.jpg", size, crc, AT, "zeros") for number in range(75)]
    archive = Archive([*photos, entry("last.txt", b"the last")])

    assert archive.size > 4 * 1024**3
    with ZipFile(_Sent(archive)) as opened:  # type: ignore[arg-type] # reads like a file
        assert len(opened.namelist()) == 76
        assert opened.read("last.txt") == b"the last"
        assert opened.getinfo("74.jpg").header_offset > 4 * 1024**3


def test_many_files_are_more_than_the_short_form_counts() -> None:
    with ZipFile(io.BytesIO(whole(Archive(entry(f"{n}", b"x") for n in range(66_000))))) as opened:
        assert len(opened.namelist()) == 66_000
        assert opened.read("65999") == b"x"
