"""What stands in a bound book, and what never does."""

from datetime import timedelta

import pytest

from contactbook.book.days import Cell, Day, Section, spreads_of
from contactbook.lines import Told
from contactbook.models import BookOrder, BookSettings, State
from contactbook.selectors.books import month_of_book
from contactbook.services import books
from facilities.models import Child, Classroom, Enrolment, Guardian
from tests import factories
from tests.contactbook.bound import (
    APRIL,
    MAY,
    book_for,
    days_in,
    enrolled_in_april,
    journal,
    made,
    pages_of,
    text_of,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def child(classroom: Classroom) -> Child:
    return enrolled_in_april(classroom, family_name="髙﨑", given_name="𠮷乃󠄀")


def test_a_book_has_a_cover_its_months_and_an_end_with_names_as_they_are_written(
    child: Child, guardian: Guardian
) -> None:
    told(child, APRIL, "𠮷田さんと葛󠄀城さんと砂場で遊びました。")
    told(child, MAY, "泥だんごを作りました。", home=guardian.household)

    pages = pages_of(made(book_for(guardian, child)))

    assert "髙﨑𠮷乃" in pages[0]
    assert "2026年4月3" in pages[1]
    assert "2026年5月5" in pages[1]
    assert "𠮷田さんと葛" in pages[3]
    assert "泥だんご" in pages[5]
    assert guardian.household.name in pages[-1]


def test_months_and_days_on_which_nothing_stands_are_left_out(child: Child, guardian: Guardian) -> None:
    told(child, APRIL, "はじめての日")
    told(child, APRIL + timedelta(days=1), "", state=State.DRAFT)

    order = made(book_for(guardian, child))

    assert [part["key"] for part in order.parts] == ["2026-04", "end", "cover"]
    assert [day.day for day in month_of_book(order, "2026-04").days] == [APRIL]


def test_the_other_home_of_the_child_is_never_in_it(
    child: Child, guardian: Guardian, separated_guardian: Guardian
) -> None:
    told(child, APRIL, "園での一日")
    told(child, APRIL, "母の家の夜", home=guardian.household)
    told(child, APRIL, "父の家の夜", home=separated_guardian.household)

    mine = text_of(made(book_for(guardian, child)))
    theirs = text_of(made(book_for(separated_guardian, child)))

    assert ("母の家の夜" in mine, "父の家の夜" in mine) == (True, False)
    assert ("母の家の夜" in theirs, "父の家の夜" in theirs) == (False, True)
    assert "園での一日" in mine
    assert "園での一日" in theirs


def test_drafts_and_what_waits_are_not_in_it(child: Child, guardian: Guardian, classroom: Classroom) -> None:
    told(child, APRIL, "公開した話")
    told(child, MAY, "下書きの話", state=State.DRAFT)
    told(child, MAY, "家の下書き", home=guardian.household, state=State.DRAFT)
    journal(classroom, MAY, "承認待ちの話", state=State.WAITING)

    text = text_of(made(book_for(guardian, child)))

    assert "公開した話" in text
    assert not [word for word in ("下書きの話", "家の下書き", "承認待ちの話") if word in text]


def test_journals_of_her_class_are_in_it_on_the_days_she_was_in_the_class(
    child: Child, guardian: Guardian, classroom: Classroom, other_classroom: Classroom
) -> None:
    Enrolment.objects.filter(child=child).update(ends_on=APRIL)
    journal(classroom, APRIL, "うさぎ組の遠足")
    journal(classroom, APRIL + timedelta(days=1), "いなくなった次の日")
    journal(other_classroom, APRIL, "きりん組の話")

    text = text_of(made(book_for(guardian, child)))

    assert "うさぎ組の遠足" in text
    assert "いなくなった" not in text
    assert "きりん組" not in text


def test_five_thousand_letters_go_on_over_pages_and_none_is_lost(child: Child, guardian: Guardian) -> None:
    long = "".join(f"{n:04d}番目。" for n in range(625))
    told(child, APRIL, long)

    order = made(book_for(guardian, child))

    found = "".join(page.rstrip("0123456789") for page in pages_of(order))
    assert order.pages >= 7
    assert [n for n in range(625) if f"{n:04d}番目" not in found and f"番目。{n:04d}"[:6] not in found] == []


def test_two_short_days_share_a_page(child: Child, guardian: Guardian) -> None:
    for day in days_in(APRIL, 6):
        told(child, day, "元気でした。")

    pages = pages_of(made(book_for(guardian, child)))

    assert [page.count("元気でした") for page in pages if "元気でした" in page] == [2, 2, 2]


def test_for_a_printer_there_is_bleed_round_the_trimmed_page(child: Child, guardian: Guardian) -> None:
    from pypdf import PdfReader

    from contactbook.book import store

    told(child, APRIL, "印刷所へ")
    page = PdfReader(store.book_file(made(book_for(guardian, child, bleed=True)).pk)).pages[0]

    trim, bleed, media = page.trimbox, page.bleedbox, page.mediabox
    millimetre = 72 / 25.4
    assert (round(trim.width / millimetre), round(trim.height / millimetre)) == (148, 210)
    assert round((bleed.width - trim.width) / millimetre / 2, 1) == 3.0
    assert media.width > bleed.width


def test_the_outline_leads_to_the_first_page_of_each_month(child: Child, guardian: Guardian) -> None:
    from pypdf import PdfReader

    from contactbook.book import store

    for day in (*days_in(APRIL, 4), MAY):
        told(child, day, "元気でした。")
    reader = PdfReader(store.book_file(made(book_for(guardian, child)).pk))

    places = {item.title: reader.get_destination_page_number(item) for item in reader.outline}
    assert places == {"2026年4月": 2, "2026年5月": 5}
    assert reader.metadata is not None
    assert reader.metadata.title == f"{child} 2026"


def test_every_font_is_in_the_file(child: Child, guardian: Guardian) -> None:
    from pypdf import PdfReader

    from contactbook.book import store

    told(child, APRIL, "文字 abc 123")
    reader = PdfReader(store.book_file(made(book_for(guardian, child)).pk))

    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font) for font in fonts)


def test_a_year_without_an_entry_makes_no_book(child: Child, guardian: Guardian) -> None:
    order = made(book_for(guardian, child))

    assert order.state == BookOrder.State.EMPTY


def test_a_facility_that_keeps_its_books_makes_none_for_families(child: Child, guardian: Guardian) -> None:
    from backend.errors import NotAllowed

    BookSettings.objects.create(facility=child.enrolments.get().facility, may_download_book=False)

    with pytest.raises(NotAllowed):
        book_for(guardian, child)


def test_her_book_is_made_in_the_language_she_reads(child: Child, guardian: Guardian) -> None:
    assert guardian.user is not None
    guardian.user.language = "en"
    guardian.user.save()
    told(child, APRIL, "よく眠りました。", nap__a={"from": "12:20", "to": "14:00"})

    text = text_of(made(book_for(guardian, child)))

    assert "Fromthenursery" in text
    assert books.make_step(book_for(guardian, child).pk)


def test_photos_stand_with_their_day_and_one_that_is_gone_leaves_its_place(
    child: Child, guardian: Guardian
) -> None:
    from pypdf import PdfReader

    from backend import files
    from contactbook.book import store
    from contactbook.models import EntryPhoto
    from contactbook.photo_files import name_of

    entry = told(child, APRIL, "写真の日")
    for letter in "ab":
        EntryPhoto.objects.create(
            facility=entry.facility, entry=entry, sha256=letter * 64, width=640, height=480, size=1,
            added_by=factories.make_user(),
        )  # fmt: skip
    files.keep(name_of(entry.facility_id, "a" * 64, "large"), jpeg())

    pages = PdfReader(store.book_file(made(book_for(guardian, child)).pk)).pages

    assert [len(page.images) for page in pages] == [0, 0, 1, 1, 0]


def jpeg() -> bytes:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (640, 480), "#7fa884").save(file, "JPEG")
    return file.getvalue()


def test_labels_and_answers_that_wrap_are_counted_when_days_share_a_page() -> None:
    """Two days that would fit as one-line rows are too tall together with rows of three lines."""

    def day(lines: int) -> Day:
        rows = ((Cell("機嫌", "良い", 3, lines),),) * 7
        return Day(APRIL, (Section("nursery", "", rows, Told((), ()), ()),) * 2)

    assert len(list(spreads_of([day(1), day(1)]))) == 1
    assert len(list(spreads_of([day(3), day(3)]))) == 2
