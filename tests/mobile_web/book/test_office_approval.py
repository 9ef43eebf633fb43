"""The manager's pages of what waits, and of what is set right after it was published."""

from datetime import time

import pytest
from django.test import Client

from accounts.models import User
from contactbook.models import BookApprover, BookSettings, Entry, State
from facilities.models import Child, Facility, Guardian, StaffMember
from tests.conftest import SignIn
from tests.contactbook.pages import page_of, write
from tests.mobile_web.book.asking import at, english, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


def test_the_approver_reads_exactly_what_the_family_will(browser: Client, waiting: Entry) -> None:
    page = text(browser, at("book_approval"))

    assert "落ち葉を集めました。" in page
    assert "until 14:40, 2 h 15 min" in page
    text(browser, at("book_approve"), 302, entry=f"{waiting.pk}:{waiting.version}")
    assert Entry.objects.get().state == State.PUBLISHED


def test_what_changed_since_she_read_it_waits_on(browser: Client, teacher: User, waiting: Entry) -> None:
    for mark in (f"{waiting.pk}:{waiting.version - 1}", "nonsense", f"{waiting.pk}:x"):
        text(browser, at("book_approve"), 302, entry=mark)

    assert Entry.objects.get().state == State.WAITING


def test_it_is_given_back_with_a_sentence(browser: Client, waiting: Entry) -> None:
    address = at("book_give_back", waiting.pk)
    assert "落ち葉" in text(browser, address)
    assert "Write what is to be changed" in text(browser, address, 422, answer=" ")
    text(browser, address, 302, answer="お名前の漢字を")

    assert Entry.objects.get().answer == "お名前の漢字を"
    text(browser, address, 404)


def test_an_approval_is_taken_back_before_the_hour(browser: Client, waiting: Entry) -> None:
    BookSettings.objects.update(publish_at=time(16, 30))
    text(browser, at("book_approve"), 302, entry=f"{waiting.pk}:{waiting.version}")
    assert "families read it from 16:30" in text(browser, at("book_approval"))
    text(browser, at("book_unapprove", waiting.pk), 302, x=1)

    assert Entry.objects.get().state == State.WAITING


def test_a_listed_teacher_approves_on_her_tablet_and_others_are_refused(
    signed_in: SignIn, teacher: User, facility: Facility, waiting: Entry
) -> None:
    tablet = english(signed_in(teacher))
    text(tablet, at("book_approval"), 403)
    board = at("teacher_board")
    assert at("book_approval") not in text(tablet, board)
    BookApprover.objects.create(facility=facility, member=StaffMember.objects.get(user=teacher))

    assert at("book_approval") in text(tablet, board)
    assert "落ち葉" in text(tablet, at("book_approval"))
    BookSettings.objects.update(needs_approval=False)
    assert at("book_approval") not in text(tablet, board)


def published(entry: Entry, browser: Client) -> Entry:
    text(browser, at("book_approve"), 302, entry=f"{entry.pk}:{entry.version}")
    return Entry.objects.get(pk=entry.pk)


def test_a_page_is_corrected_by_hand(browser: Client, guardian: Guardian, waiting: Entry) -> None:
    entry = published(waiting, browser)
    address = at("book_correct", entry.pk)
    page = text(browser, address)
    assert 'name="cell-note"' in page
    assert 'name="cell-nap/new1-from"' in page
    fields = {
        "seen": entry.version,
        "cell-note": "どんぐりを集めました。",
        "cell-nap/a-from": "12:30",
        "cell-nap/a-to": "14:40",
    }
    refused = text(browser, address, 422, **fields)
    assert "Write why" in refused
    assert "どんぐり" in refused
    text(browser, address, 302, **fields, reason="まちがい")

    cells = Entry.objects.get().cells
    assert (cells["note"]["v"], cells["nap/a"]["v"]["from"]) == ("どんぐりを集めました。", "12:30")
    assert "corrected" in text(browser, address)


def test_a_wrong_value_is_refused_where_it_was_typed(browser: Client, waiting: Entry) -> None:
    entry = published(waiting, browser)
    fields = {"seen": entry.version, "cell-temperature/new1-c": "99", "reason": "x"}

    assert "not a temperature" in text(browser, at("book_correct", entry.pk), 422, **fields)


def test_what_went_to_the_wrong_family_is_taken_back(
    browser: Client, guardian: Guardian, waiting: Entry
) -> None:
    entry = published(waiting, browser)
    text(browser, at("book_withdraw", entry.pk), 302, reason="ほかの子の文でした")

    assert "Nobody had read it" in text(browser, at("book_withdrawn", entry.pk))
    assert "No family reads this page now" in text(browser, at("book_correct", entry.pk))
    assert guardian.user is not None
    assert not Entry.objects.read_by_family(guardian.user).exists()


def test_a_draft_has_nothing_to_correct(browser: Client, teacher: User, child: Child) -> None:
    draft = write(teacher, page_of(child), note="x").entry

    text(browser, at("book_correct", draft.pk), 404)
