"""The class journal on two tablets at once: it saves by itself, both texts stay, and it goes when the last word has."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from contactbook.models import Entry, EntryPhoto, EntryWrite, Side, State
from facilities.models import Child, Classroom
from tests.backend.live_world import eventually
from tests.browser.people import PATIENCE, TABLET, Person, is_kept
from tests.browser.test_board import alone, back, calm
from tests.contactbook.pictures import jpeg

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
TEXT = ".journal .entry__note textarea"


def note() -> str:
    found = Entry.objects.filter(side=Side.CLASS).first()
    return str(found.cells.get("note", {}).get("v") or "") if found else ""


def journal_of(person: Person, room: Classroom) -> Page:
    page = person.open(f"/class/{room.pk}/journal/")
    person.listens()
    expect(page.locator(TEXT)).to_be_visible(timeout=PATIENCE)
    return page


def test_what_one_writes_the_other_sees_and_two_texts_both_stay(
    arrive: Arrive, teacher: User, manager: User, classroom: Classroom
) -> None:
    here, there = arrive(teacher, size=TABLET), arrive(manager, size=TABLET)
    mine, theirs = journal_of(here, classroom), journal_of(there, classroom)
    theirs.fill(TEXT, "散歩に行きました。")
    eventually(lambda: note() == "散歩に行きました。", within=20)
    expect(mine.locator(TEXT)).to_have_value("散歩に行きました。", timeout=PATIENCE)

    alone(here)
    mine.fill(TEXT, "散歩でどんぐりを拾いました。")
    expect(mine.locator("[data-unsent-count]")).to_be_visible(timeout=PATIENCE)
    theirs.fill(TEXT, "散歩に行きました。紅葉がきれいでした。")
    eventually(lambda: note().endswith("きれいでした。"), within=20)
    expect(mine.locator(TEXT)).to_have_value("散歩でどんぐりを拾いました。")
    back(here)
    eventually(lambda: EntryWrite.objects.filter(outcome="kept").count() == 1, within=40)

    theirs.click("[data-compare]")
    theirs.click("#book-compare .button--primary")
    eventually(
        lambda: note() == "散歩に行きました。紅葉がきれいでした。\n散歩でどんぐりを拾いました。", within=20
    )
    for page in (mine, theirs):
        expect(page.locator("[data-compare]")).to_have_count(0, timeout=PATIENCE)
    assert Entry.objects.count() == 1
    calm(here)


def test_a_page_opened_anew_without_a_network_goes_on_and_is_delivered_once(
    arrive: Arrive, teacher: User, classroom: Classroom
) -> None:
    here = arrive(teacher, size=TABLET)
    page = journal_of(here, classroom)
    is_kept(page)
    alone(here)
    page.fill(TEXT, "いもほりを")
    expect(page.locator("[data-unsent-count]")).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(page.locator(TEXT)).to_have_value("いもほりを", timeout=PATIENCE)
    page.fill(TEXT, "いもほりをしました。")
    back(here)

    eventually(lambda: note() == "いもほりをしました。", within=40)
    assert not EntryWrite.objects.filter(outcome="kept").exists()
    assert EntryWrite.objects.count() == 1
    calm(here)


def test_families_read_it_when_its_last_word_has_arrived(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child
) -> None:
    page = journal_of(arrive(teacher, size=TABLET), classroom)
    page.set_input_files(
        "[data-photo-upload] input[multiple]",
        files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg((80, 60))}],
    )
    eventually(lambda: EntryPhoto.objects.filter(removed_at=None).count() == 1, within=30)
    page.fill(TEXT, "園庭で遊びました。")
    page.click("[data-journal] [value=publish]")

    eventually(lambda: Entry.objects.get().state == State.PUBLISHED, within=30)
    assert note() == "園庭で遊びました。"
    expect(page.locator("a[href$='/correct/']")).to_be_visible(timeout=PATIENCE)
