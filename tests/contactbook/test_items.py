from typing import Any

import pytest

from backend.errors import DomainError
from contactbook.defaults import DEFAULTS
from contactbook.items import Item, clean, item_at, items_of, missing_in, rows_of

pytestmark = pytest.mark.usefixtures("_english")

MEAL = Item("lunch", "meal", options=("all", "half"))


@pytest.mark.parametrize("typed", ["36.8", "３６．８", "368", "36,8", "36、8", "36度8分", "36.8℃"])
def test_a_temperature_is_understood_however_it_is_typed(typed: object) -> None:
    assert clean(Item("t", "temperature"), {"c": typed, "at": "12:20"}) == {"at": "12:20", "c": 36.8}


@pytest.mark.parametrize("typed", ["3.68", "33.9", "42.1", "ninety", "36.8.1", "-36", "nan", "3685"])
def test_what_no_child_has_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(DomainError, match=r"34\.0 to 42\.0\. Nothing was saved"):
        clean(Item("t", "temperature"), {"c": typed})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("6:45", "06:45"), ("645", "06:45"), ("６時４５分", "06:45"), ("6時", "06:00"), ("2100", "21:00")],
)
def test_a_time_is_understood_however_it_is_typed(typed: str, kept: str) -> None:
    assert clean(Item("p", "pick_up"), {"at": typed}) == {"at": kept, "person": ""}


def test_a_sleep_may_cross_midnight_and_may_still_last() -> None:
    assert clean(Item("s", "sleep"), {"from": "21:00", "to": "6:45"}) == {"from": "21:00", "to": "06:45"}
    assert clean(Item("s", "sleep"), {"from": "12:35"}) == {"from": "12:35", "to": ""}


@pytest.mark.parametrize("raw", [{"to": "6:45"}, {"from": "25:00"}, {"from": "9:00", "to": "9:00"}])
def test_a_sleep_that_cannot_be_is_refused(raw: dict[str, str]) -> None:
    with pytest.raises(DomainError, match="Nothing was saved"):
        clean(Item("s", "sleep"), raw)


@pytest.mark.parametrize("raw", [None, "", [], {}, "  \n ", {"text": "", "amount": ""}])
def test_nothing_erases_a_cell(raw: Any) -> None:
    kind = "meal" if isinstance(raw, dict) else "text"
    assert clean(Item("x", kind), raw) is None


def test_a_note_of_50000_characters_is_refused_with_both_numbers() -> None:
    with pytest.raises(DomainError, match=r"50,000 characters; 5,000 fit\. Nothing was saved"):
        clean(Item("note", "text"), "あ" * 50_000)


def test_emoji_rare_characters_and_other_directions_stay_as_they_are() -> None:
    text = "葛󠄀城さん 👨‍👩‍👧 𠮷野 שלום"

    assert clean(Item("note", "text"), text + "\r\n\x00") == text + "\n"


def test_an_answer_that_is_not_offered_is_refused() -> None:
    with pytest.raises(DomainError, match="Choose one of the answers"):
        clean(MEAL, {"amount": "twice"})


def test_a_cell_that_is_not_in_the_form_is_refused() -> None:
    for path in ("lunch/x", "milk/1", "lunch/", "constructor"):
        with pytest.raises(DomainError, match="not in the form"):
            item_at([MEAL], path)


def test_an_erased_cell_of_a_required_item_is_missing() -> None:
    needed = Item("temperature", "temperature", is_required=True)

    assert missing_in([needed], {"temperature/a": {"v": None, "r": 2}}) == [needed]
    assert missing_in([needed], {"temperature/a": {"v": {"c": 36.8, "at": ""}, "r": 3}}) == []


@pytest.mark.parametrize("items", DEFAULTS.values())
def test_templates_are_stored_as_they_are_read(items: tuple[Item, ...]) -> None:
    assert items_of(rows_of(items)) == items
