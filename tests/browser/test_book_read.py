"""The contact book as a family reads it: every page of it looked at by axe, light and dark, in both languages."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from contactbook.merge import CellWrite
from contactbook.models import Entry, Side
from contactbook.services import (
    Upload,
    add_photo,
    choose_curve,
    correct_entry,
    note_growth,
    publish_entries,
    send_entry,
)
from facilities.models import Child, Guardian
from tests.browser.people import Person
from tests.browser.test_screens import AXE, english_on, wrong_by_axe
from tests.contactbook.pages import page_of, write
from tests.contactbook.pictures import jpeg

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]


@pytest.fixture
def book(teacher: User, guardian: Guardian, child: Child) -> list[str]:
    """The addresses of a book in which everything stands that may stand in one."""
    page, home = page_of(child), page_of(child, Side.HOME)
    lunch = {"amount": "all", "text": "豚汁"}
    entry = write(teacher, page, note="落ち葉を集めました。", lunch=lunch).entry
    add_photo(actor=teacher, page=page, upload=Upload(uuid4(), jpeg((600, 400)), "落ち葉の道"))
    publish_entries(actor=teacher, facility=page.facility, entries=[entry.pk])
    entry = Entry.objects.get(pk=entry.pk)
    change = CellWrite("note", "どんぐりを集めました。", entry.cells["note"]["r"])
    correct_entry(actor=teacher, entry=entry, writes=[change], reason="取り違えました。")
    older = write(teacher, page_of(child, day=page.day - timedelta(days=1)), note="砂場の落ち葉。").entry
    publish_entries(actor=teacher, facility=page.facility, entries=[older.pk])
    assert guardian.user
    write(guardian, home, temperature__a={"c": "36.6", "at": "6:50"}, note="よく眠りました。")
    send_entry(actor=guardian.user, page=home)
    for days, height in ((40, "81.2"), (5, "82.4")):
        day = page.day - timedelta(days=days)
        note_growth(actor=teacher, child=child, facility=page.facility, day=day, measures={"height": height})
    choose_curve(actor=guardian.user, child=child, facility=page.facility, sex="female")
    return [
        reverse("guardian_book"),
        reverse("guardian_book_day", args=[child.pk, page.day]),
        f"{reverse('guardian_book_search')}?child={child.pk}&q=落ち葉",
        f"{reverse('guardian_book_search')}?child={child.pk}&q=クジラ",
        reverse("guardian_growth"),
    ]


@pytest.mark.parametrize(("language", "scheme"), [("ja", "light"), ("en", "dark")])
def test_axe_finds_nothing_in_the_book_and_no_english_in_japanese(
    arrive: Arrive, book: list[str], guardian: Guardian, language: str, scheme: str
) -> None:
    User.objects.filter(pk=guardian.user_id).update(language=language)
    person = arrive(guardian.user, language=language, color_scheme=scheme)
    wrong: list[str] = []

    for address in book:
        person.open(address)
        person.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        person.page.evaluate(AXE)
        wrong += wrong_by_axe(person.page)
        wrong += english_on(person.page) if language == "ja" else []
    # the photo's file lies with the test, not with the served site
    person.troubles[:] = [text for text in person.troubles if "(Not Found)" not in text]

    assert not wrong, "\n".join(sorted(set(wrong)))
