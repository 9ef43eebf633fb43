"""An entry in words."""

import pytest

from contactbook.items import Item
from contactbook.lines import told

pytestmark = pytest.mark.usefixtures("_english")


def cells(**values: object) -> dict[str, dict[str, object]]:
    return {path.replace("__", "/"): {"v": value, "r": 1} for path, value in values.items()}


def test_every_kind_has_its_words() -> None:
    kinds: dict[str, object] = {
        "milk": {"at": "10:00", "ml": 160}, "meal": {"amount": "all", "text": "seconds of soup"},
        "stool": {"state": "normal", "count": 2}, "choice": "good", "choices": ["cough", "rash"], "yes_no": False,
        "pick_up": {"at": "07:30", "person": "祖母"}, "line": "目薬",
    }  # fmt: skip
    items = [Item(kind, kind) for kind in kinds]
    found = told(items, cells(**{("milk__a" if kind == "milk" else kind): v for kind, v in kinds.items()}))

    assert [line.words for line in found.lines] == [
        "160 ml", "All, seconds of soup", "Normal, 2 times", "Good", "Cough, Rash", "No", "7:30, 祖母", "目薬",
    ]  # fmt: skip


def test_several_of_one_item_stand_by_their_time_and_sleep_crosses_midnight() -> None:
    items = [Item("temperature", "temperature"), Item("sleep", "sleep")]
    found = told(
        items,
        cells(
            temperature__b={"at": "14:10", "c": 37.5},
            temperature__a={"at": "09:00", "c": 36.0},
            sleep__a={"from": "21:00", "to": "06:45"},
            temperature__c=None,
        ),
    )

    assert [(line.at, line.words) for line in found.lines] == [
        ("9:00", "36.0 ℃"),
        ("14:10", "37.5 ℃"),
        ("21:00", "until 6:45, 9 h 45 min"),
    ]


def test_texts_keep_their_paragraphs_and_name_themselves_where_there_are_several() -> None:
    one = told([Item("note", "text")], cells(note="どんぐりを\n\n並べました"))
    two = told([Item("note", "text"), Item("x1", "text", "今日のねらい")], cells(x1="走る"))

    assert (one.texts[0].label, one.texts[0].paragraphs) == ("", ("どんぐりを", "並べました"))
    assert [(text.label, text.paragraphs) for text in two.texts] == [("今日のねらい", ("走る",))]
