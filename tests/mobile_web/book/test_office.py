"""The manager's pages: today, forms and their editor, sentences, settings, approval, corrections."""

import json
from datetime import time
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from backend.celery import APPS
from backend.schedule import BEAT
from contactbook.defaults import DEFAULTS
from contactbook.editing import KNOWN
from contactbook.models import Band, BookApprover, BookSettings, Entry, EntryTemplate, Phrase, Side, State
from contactbook.services import publish_entries
from contactbook.sharing import to_file
from facilities.clock import today_at
from facilities.models import Child, Classroom, Facility, Guardian, StaffMember
from tests import factories
from tests.conftest import SignIn
from tests.contactbook.pages import page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]
FORM = ("toddler", "nursery")


@pytest.fixture
def browser(signed_in: SignIn, manager: User) -> Client:
    return english(signed_in(manager))


def english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def text(client: Client, address: str, status: int = 200, **fields: Any) -> str:
    answer = client.post(address, fields) if fields else client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def fields_of(facility: Facility, act: str, *keys: str, **more: Any) -> dict[str, Any]:
    rows = [KNOWN[key] for key in keys]
    options = {f"options-{row.key}": "\n".join(row.options) for row in rows if row.options}
    return {
        "act": act, "seen": "0", "starts_on": today_at(facility).isoformat(), "key": list(keys),
        "kind": [row.kind for row in rows], "label": [""] * len(rows), **options, **more,
    }  # fmt: skip


@pytest.fixture
def waiting(teacher: User, child: Child, facility: Facility) -> Entry:
    BookSettings.objects.create(facility=facility, needs_approval=True)
    entry = write(
        teacher, page_of(child), note="落ち葉を集めました。", nap__a={"from": "12:25", "to": "14:40"}
    ).entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    return Entry.objects.get(pk=entry.pk)


def test_today_says_what_is_missing_and_waits(
    browser: Client, facility: Facility, waiting: Entry, other_classroom: Classroom
) -> None:
    page = text(browser, at("office_book_place", facility.pk))

    assert "1 page waits for approval" in page
    assert browser.get(at("office_book")).headers["Location"] == at("office_book_place", facility.pk)


def test_todays_questions_stay_the_same_for_many_children(
    browser: Client, facility: Facility, classroom: Classroom, child: Child
) -> None:
    address = at("office_book_place", facility.pk)
    text(browser, address)
    counts = []
    for more in (1, 8):
        for _one in range(more):
            factories.make_child(classroom)
        with CaptureQueriesContext(connection) as asked:
            text(browser, address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_settings_are_saved_and_refused_where_a_colleague_was_first(
    browser: Client, facility: Facility, teacher: User
) -> None:
    address, member = at("office_book_settings", facility.pk), StaffMember.objects.get(user=teacher).pk
    fields = {"version": 0, "needs_approval": "on", "approvers": [member], "publish_at": "16:30"}
    text(browser, address, 302, **fields)
    assert BookSettings.objects.get().publish_at == time(16, 30)
    assert BookApprover.objects.get().member_id == member

    assert "A colleague has changed" in text(browser, address, 409, version=0)
    assert "Enter a valid time" in text(browser, address, 422, version=1, publish_at="99")


def test_the_editor_moves_adds_and_removes_without_saving(browser: Client, facility: Facility) -> None:
    address = at("office_book_template", facility.pk, *FORM)
    for act, order in (
        ("down:mood", ["note", "mood"]),
        ("up:mood", ["mood", "note"]),
        ("remove:mood", ["note"]),
        ("nonsense", ["mood", "note"]),
    ):
        page = text(browser, address, **fields_of(facility, act, "mood", "note"))
        found = [page.index(f'name="key" value="{key}"') for key in order]
        assert found == sorted(found), act
    page = text(browser, address, **fields_of(facility, "add", "note", new="bath"))

    assert 'name="key" value="bath"' in page
    assert not EntryTemplate.objects.exists()


def test_a_saved_form_keeps_our_words_as_ours(browser: Client, facility: Facility) -> None:
    address = at("office_book_template", facility.pk, *FORM)
    fields = fields_of(facility, "save", "mood", "note", required=["note"])
    text(browser, address, 302, **fields | {"label": ["Mood", "Today"], "options-mood": "Good\nさいこう"})

    items = EntryTemplate.objects.get().items
    assert [(one["label"], one["is_required"]) for one in items] == [("", False), ("Today", True)]
    assert items[0]["options"] == ["good", "さいこう"]


@pytest.mark.parametrize("label", ['"><script>alert(1)</script>', "{{ 7|add:7 }}", "\u202eabc", "葛󠄀" * 10])
def test_no_name_breaks_a_page(browser: Client, facility: Facility, label: str) -> None:
    address = at("office_book_template", facility.pk, *FORM)
    page = text(browser, address, **fields_of(facility, "look", "note") | {"label": [label]})
    assert "<script>alert" not in page

    text(browser, address, 302, **fields_of(facility, "save", "note") | {"label": [label]})
    assert "<script>alert" not in text(browser, at("office_book_templates", facility.pk))


def test_a_refusal_keeps_what_was_put_together(browser: Client, facility: Facility) -> None:
    address = at("office_book_template", facility.pk, *FORM)
    fields = fields_of(facility, "save", "mood", "note") | {"options-mood": "Good"}
    page = text(browser, address, 422, **fields)

    assert "needs at least two answers" in page
    assert page.count('name="key"') == 2


def test_damaged_rows_are_an_answer_and_no_crash(browser: Client, facility: Facility) -> None:
    address = at("office_book_template", facility.pk, *FORM)
    for kind in ("nonsense", "temperature", "meal", ""):
        fields = fields_of(facility, "look", "note") | {"key": ["<x>"], "kind": [kind], "label": ["x"]}
        text(browser, address, **fields)
        assert "does not know" in text(browser, address, 422, **fields | {"act": "save"})


def test_what_is_to_come_is_shown_and_taken_back(browser: Client, facility: Facility, manager: User) -> None:
    row = EntryTemplate.objects.create(
        facility=facility, band="toddler", side="nursery", starts_on=today_at(facility).replace(year=2030),
        items=[{"key": "bath", "kind": "yes_no"}], made_by=manager,
    )  # fmt: skip
    assert "Take back" in text(browser, at("office_book_templates", facility.pk))
    page = text(browser, f"{at('office_book_template', facility.pk, *FORM)}?from={row.pk}")
    assert 'value="2030-' in page
    assert 'name="key" value="bath"' in page

    for _twice in (302, 404):
        text(browser, at("office_book_template_drop", row.pk), _twice, x=1)


@pytest.mark.parametrize(("wanted", "key"), [("usual", "nap"), ("school", "snack"), ("nonsense", "nap")])
def test_it_begins_with_another_form(browser: Client, facility: Facility, wanted: str, key: str) -> None:
    page = text(browser, f"{at('office_book_template', facility.pk, *FORM)}?from={wanted}")

    assert f'name="key" value="{key}"' in page


def test_a_form_leaves_as_a_file_and_comes_back(browser: Client, facility: Facility) -> None:
    taken = browser.get(at("office_book_template_give", facility.pk, *FORM))
    assert json.loads(taken.content)["side"] == "nursery"
    address = at("office_book_template_take", facility.pk, "child", "home")
    given = SimpleUploadedFile("a.json", to_file(DEFAULTS[Band.BABY, Side.HOME], "baby", "home").encode())

    assert 'name="key" value="milk"' in text(browser, address, file=given)
    for raw in (b"\x00\xff", b"{}", b"x" * 200_000):
        assert "not a form saved by Engawa" in text(
            browser, address, 422, file=SimpleUploadedFile("a.json", raw)
        )
    assert not EntryTemplate.objects.exists()


def test_sentences_are_added_moved_and_removed(browser: Client, facility: Facility) -> None:
    address = at("office_book_phrases", facility.pk)
    text(browser, address, 302, act="usual")
    text(browser, address, 302, act="add", item="note", text="よく食べました。")
    last = Phrase.objects.order_by("-position")[0]
    text(browser, address, 302, act="up", id=last.pk)
    assert "there already" in text(
        browser, address, 422, act="change", id=last.pk, text=Phrase.objects.order_by("position")[0].text
    )
    text(browser, address, 302, act="remove", id=last.pk)
    text(browser, address, 404, act="remove", id=last.pk)

    assert Phrase.objects.count() == 20
    assert "今日も元気" in text(browser, address)


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
    BookApprover.objects.create(facility=facility, member=StaffMember.objects.get(user=teacher))

    assert "落ち葉" in text(tablet, at("book_approval"))


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


def test_every_wake_up_has_a_worker_that_knows_it() -> None:
    assert {one["task"].split(".")[0] for one in BEAT.values()} <= set(APPS)
