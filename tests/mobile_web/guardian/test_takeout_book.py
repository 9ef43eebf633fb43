"""The contact book in a family's ZIP: words, values, photos with their dates, and nothing of another home."""

import io
import json
import re
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from django.http import FileResponse
from PIL import ExifTags, Image

from backend import files
from contactbook.models import Entry, EntryPhoto, State
from contactbook.photo_files import name_of
from facilities.models import Child, Classroom, Guardian
from tests import factories
from tests.conftest import SignIn
from tests.contactbook.bound import APRIL, MAY, enrolled_in_april, journal, told, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def child(classroom: Classroom) -> Child:
    return enrolled_in_april(classroom)


def taken(signed_in: SignIn, guardian: Guardian) -> ZipFile:
    answer = signed_in(user_of(guardian)).post("/takeout/file/")
    assert isinstance(answer, FileResponse)
    return ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]


def words(archive: ZipFile) -> str:
    return "".join(archive.read(name).decode() for name in archive.namelist() if not name.endswith(".jpg"))


def add_photo(entry: Entry, taken_at: datetime | None = None) -> EntryPhoto:
    photo = EntryPhoto.objects.create(
        facility=entry.facility, entry=entry, sha256="a" * 64, width=64, height=48, size=1, taken_at=taken_at,
        added_by=factories.make_user(),
    )  # fmt: skip
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "#7fa884").save(file, "JPEG")
    files.keep(name_of(entry.facility_id, photo.sha256, "large"), file.getvalue())
    return photo


def test_her_file_holds_the_book_month_by_month_and_as_values(
    signed_in: SignIn, guardian: Guardian, child: Child, classroom: Classroom
) -> None:
    told(child, APRIL, "𠮷田さんと遊びました。", temperature__a={"at": "12:20", "c": 36.8})
    told(child, MAY, "よく眠りました。", home=guardian.household)
    journal(classroom, MAY, "きょうの うさぎ組")

    archive = taken(signed_in, guardian)

    book = json.loads(archive.read("contactbook.json"))
    assert [(one["side"], one["day"]) for one in book] == [
        ("nursery", "2026-04-07"), ("home", "2026-05-11"), ("class", "2026-05-11"),
    ]  # fmt: skip
    assert book[0]["values"]["temperature/a"] == {"at": "12:20", "c": 36.8}
    assert "𠮷田さんと遊びました。" in archive.read("book/2026-04.html").decode()
    assert "よく眠りました。" in archive.read("book/2026-05.html").decode()
    assert 'href="book/2026-04.html"' in archive.read("index.html").decode()


def test_photos_come_with_their_dates(signed_in: SignIn, guardian: Guardian, child: Child) -> None:
    add_photo(told(child, APRIL, "写真"), datetime(2026, 4, 7, 1, 15, 30, tzinfo=UTC))

    archive = taken(signed_in, guardian)

    photo = next(one for one in archive.infolist() if one.filename.endswith(".jpg"))
    exif = Image.open(io.BytesIO(archive.read(photo))).getexif()
    assert photo.date_time == (2026, 4, 7, 10, 15, 30)
    assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] == "2026:04:07 10:15:30"
    assert f"../{photo.filename}" in archive.read("book/2026-04.html").decode()


def test_nothing_in_it_asks_the_network(signed_in: SignIn, guardian: Guardian, child: Child) -> None:
    add_photo(told(child, APRIL, "http://example.com/ を見ました"))

    archive = taken(signed_in, guardian)

    pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith((".html", ".css"))]
    named = [
        address for page in pages for address in re.findall(r'(?:src|href)="([^"]*)"|url\(([^)]*)\)', page)
    ]
    here = set(archive.namelist())
    assert {"".join(one).removeprefix("../") for one in named} <= here
    assert not any("<script" in page for page in pages)


def test_another_home_drafts_and_photos_taken_out_are_not_in_it(
    signed_in: SignIn, guardian: Guardian, separated_guardian: Guardian, child: Child
) -> None:
    told(child, APRIL, "父の家の夜", home=separated_guardian.household)
    told(child, MAY, "園の下書き", state=State.DRAFT)
    shown = told(child, APRIL, "園での一日")
    add_photo(shown)
    EntryPhoto.objects.update(removed_at=datetime(2026, 5, 1, tzinfo=UTC))

    archive = taken(signed_in, guardian)

    assert "園での一日" in words(archive)
    assert not [word for word in ("父の家の夜", "園の下書き") if word in words(archive)]
    assert [name for name in archive.namelist() if name.endswith(".jpg")] == []


@pytest.mark.parametrize("person", ["blocked_guardian", "expired_guardian", "outsider"])
def test_who_may_not_view_the_child_takes_none_of_it(
    signed_in: SignIn, child: Child, person: str, request: pytest.FixtureRequest
) -> None:
    told(child, APRIL, "園での一日")

    archive = taken(signed_in, request.getfixturevalue(person))

    assert json.loads(archive.read("contactbook.json")) == []
    assert "園での一日" not in words(archive)
