"""The manager's pages: today, forms and their editor, sentences, settings, approval, corrections."""

import json
from datetime import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from backend.celery import APPS
from backend.schedule import BEAT
from contactbook.defaults import DEFAULTS
from contactbook.editing import KNOWN
from contactbook.models import Band, BookApprover, BookSettings, Entry, EntryTemplate, Phrase, Side
from contactbook.sharing import to_file
from facilities.clock import today_at
from facilities.models import Child, Classroom, Facility, StaffMember
from tests import factories
from tests.mobile_web.book.asking import at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]
FORM = ("toddler", "nursery")


def fields_of(facility: Facility, act: str, *keys: str, **more: Any) -> dict[str, Any]:
    rows = [KNOWN[key] for key in keys]
    options = {f"options-{row.key}": "\n".join(row.options) for row in rows if row.options}
    return {
        "act": act, "seen": "0", "starts_on": today_at(facility).isoformat(), "key": list(keys),
        "kind": [row.kind for row in rows], "label": [""] * len(rows), **options, **more,
    }  # fmt: skip


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


def test_every_wake_up_has_a_worker_that_knows_it() -> None:
    assert {one["task"].split(".")[0] for one in BEAT.values()} <= set(APPS)
