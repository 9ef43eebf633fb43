"""The facility's own templates: set, replaced, taken back, and what none of them may be."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed
from contactbook.defaults import DEFAULTS
from contactbook.editing import KNOWN, LABEL, MOST_ITEMS, checked, new_item
from contactbook.items import Item
from contactbook.models import Band, Entry, EntryTemplate, Side
from contactbook.selectors.keeping import form_of
from contactbook.services import drop_template, set_template
from contactbook.services.templates import mark_of
from contactbook.sharing import from_file, to_file
from facilities.clock import today_at
from facilities.models import Child, Facility
from tests.contactbook.pages import page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]
NOTE = KNOWN["note"]
OWN = Item("x0000000a", "choice", "水筒", options=("あり", "なし"))


def save(
    actor: User, facility: Facility, *items: Item, days: int = 0, seen: str | None = None
) -> EntryTemplate:
    today = today_at(facility)
    form = form_of(facility, Band.TODDLER, Side.NURSERY, today)
    return set_template(
        actor=actor, facility=facility, band=Band.TODDLER, side=Side.NURSERY, items=items,
        starts_on=today + timedelta(days), seen=mark_of(form.rows) if seen is None else seen,
    )  # fmt: skip


def test_it_holds_from_its_day_on_and_what_was_written_keeps_its_own(
    manager: User, teacher: User, facility: Facility, child: Child
) -> None:
    before = write(teacher, page_of(child), mood="good").entry
    save(manager, facility, NOTE, OWN)

    assert write(teacher, page_of(child), mood="bad").entry.template_id == before.template_id
    assert form_of(facility, Band.TODDLER, Side.NURSERY, today_at(facility)).items == (NOTE, OWN)


def test_the_same_day_again_replaces_what_nobody_has_used(
    manager: User, teacher: User, facility: Facility, child: Child
) -> None:
    first = save(manager, facility, NOTE)
    assert save(manager, facility, NOTE, OWN).pk == first.pk
    entry = write(teacher, page_of(child), x0000000a="あり").entry

    with pytest.raises(Conflict, match="choose a later day"):
        save(manager, facility, NOTE)
    save(manager, facility, NOTE, days=1)
    assert Entry.objects.get().template_id == entry.template_id == first.pk


def test_saving_the_same_twice_is_once(manager: User, facility: Facility) -> None:
    assert save(manager, facility, NOTE).pk == save(manager, facility, NOTE, seen="old").pk


def test_who_began_before_a_colleague_saved_reads_again(manager: User, facility: Facility) -> None:
    save(manager, facility, NOTE)

    with pytest.raises(Conflict, match="A colleague has changed this form"):
        save(manager, facility, NOTE, OWN, seen="0")


def test_the_first_entry_of_a_day_is_no_change_of_the_form(
    manager: User, teacher: User, facility: Facility, child: Child
) -> None:
    write(teacher, page_of(child), mood="good")

    assert save(manager, facility, NOTE, seen="0").items


def test_no_form_begins_yesterday(manager: User, facility: Facility) -> None:
    with pytest.raises(DomainError, match="today or later"):
        save(manager, facility, NOTE, days=-1)


def test_what_is_to_come_is_taken_back_and_what_is_in_force_is_not(manager: User, facility: Facility) -> None:
    now, later = save(manager, facility, NOTE), save(manager, facility, NOTE, OWN, days=3)
    for _twice in range(2):
        drop_template(actor=manager, template=later)

    with pytest.raises(Conflict, match="in use already"):
        drop_template(actor=manager, template=now)
    assert list(EntryTemplate.objects.all()) == [now]


def test_teachers_change_no_form(teacher: User, facility: Facility) -> None:
    with pytest.raises(NotAllowed):
        save(teacher, facility, NOTE)


def test_a_key_of_another_kind_before_gets_a_name_of_its_own(manager: User, facility: Facility) -> None:
    save(manager, facility, OWN)
    row = save(manager, facility, replace(OWN, kind="yes_no", options=()), days=1)

    assert row.items[0]["key"] != OWN.key


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ((), "at least one item"),
        ((NOTE, NOTE), "stands twice"),
        ((Item("note", "temperature"),), "does not know"),
        ((Item("<b>", "text", "x"),), "does not know"),
        ((Item("x0000000b", "photos", "写真"),), "does not know"),
        ((replace(OWN, label=" "),), "a name"),
        ((replace(OWN, label="あ" * (LABEL + 1)),), "at most 40 characters"),
        ((replace(OWN, options=("あり",)),), "at least two answers"),
        ((replace(OWN, options=("あり", "あり")),), "an answer twice"),
        ((replace(OWN, options=("あ" * 21, "い")),), "at most 20 characters"),
        ((replace(OWN, options=tuple(map(str, range(13)))),), "more than 12 answers"),
        (tuple(Item(f"x{n:08x}", "text", "x") for n in range(MOST_ITEMS + 1)), "at most 30 items"),
    ],
)
def test_nothing_that_would_break_a_page_is_taken(items: tuple[Item, ...], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        checked(items)


def test_labels_are_one_line_without_what_no_page_shows() -> None:
    assert checked([replace(OWN, label=" 水\n筒\x00 ")])[0].label == "水 筒"


def test_new_items_are_known_ones_or_of_a_kind() -> None:
    made = new_item("choice")

    assert new_item("bath") == KNOWN["bath"]
    assert made is not None
    assert made.key.startswith("x")
    assert new_item("photos") == KNOWN["photos"]
    assert new_item("nonsense") is None


@pytest.mark.parametrize("form", DEFAULTS)
def test_every_usual_form_passes_its_own_checks_and_a_file(form: tuple[str, str]) -> None:
    items = DEFAULTS[form]

    assert checked(items) == items
    assert from_file(to_file(items, *form).encode()) == items


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\xff\xfe", b"[]", b"{}", b"[" * 5_000, b"x" * 100_000,
        json.dumps({"format": "engawa-contactbook-template", "version": 1, "items": [{"key": 1}]}).encode(),
        json.dumps({"format": "engawa-contactbook-template", "version": 2, "items": []}).encode(),
    ],
)  # fmt: skip
def test_a_file_that_is_no_form_is_refused(raw: bytes) -> None:
    with pytest.raises(DomainError, match="not a form saved by Engawa"):
        from_file(raw)


def test_keys_of_another_facility_become_new_ones() -> None:
    found = from_file(to_file([NOTE, OWN], "toddler", "home").encode())

    assert found[0] == NOTE
    assert found[1].key != OWN.key
    assert found[1].label == OWN.label
