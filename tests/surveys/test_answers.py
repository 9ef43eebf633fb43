"""What families type becomes answers: by kind, and past what a branch leaves out."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answers import Asking, Said, Unreadable, codes_of, day_of, number_of, plain, read_answers
from surveys.models import Kind

pytestmark = pytest.mark.usefixtures("_english")

COMES = Asking("q1", Kind.YES_NO, is_required=True, choices={1: False, 2: False})
HOW_MANY = Asking(
    "q2", Kind.NUMBER, is_required=True, lowest=Decimal(1), highest=Decimal(8),
    shown_when="q1", shown_choices=frozenset({1}),
)  # fmt: skip
WHY = Asking("q3", Kind.MULTIPLE, choices={1: False, 9: True}, shown_when="q1", shown_choices=frozenset({2}))
THEN = Asking("q4", Kind.SHORT, is_required=True, shown_when="q3", shown_choices=frozenset({9}))
ALL = [COMES, HOW_MANY, WHY, THEN]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", "3"), ("３", "3"), ("38,5", "38.5"), ("38.5", "38.5"), ("３８．５", "38.5"), ("３８，５", "38.5"),
        ("1,200", "1200"), ("12,345,678.5", "12345678.5"), ("-2", "-2"), ("－２", "-2"), ("−2", "-2"), (" 7 ", "7"),
        ("0.25", "0.25"), ("007", "7"), ("38、5", "38.5"), (".5", "0.5"), ("9999999999.99", "9999999999.99"),
    ],
)  # fmt: skip
def test_a_number_is_read_however_a_phone_writes_it(typed: str, number: str) -> None:
    assert number_of(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    ["three", "3人", "1e5", "NaN", "Infinity", "1.234", "--3", "1,2,3", "12345678901", "3/4", "½", "٣٤٥x"],
)
def test_what_is_no_number_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Unreadable, match="number"):
        number_of(typed)


@given(st.text(max_size=30))
def test_a_number_is_read_or_refused_whatever_is_typed(text: str) -> None:
    try:
        number = number_of(text)
    except Unreadable:
        return
    assert abs(number) < Decimal(10) ** 10
    assert number == round(number, 2)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_number_of_two_places_comes_back(number: Decimal) -> None:
    assert number_of(f"{number:f}") == number_of(f"{number:,f}") == number


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_every_day_comes_back_as_it_is_written(day: date) -> None:
    assert day_of(day.isoformat()) == day_of(f"{day.year}年{day.month}月{day.day}日") == day
    assert day_of(f"{day.year}/{day.month}/{day.day}") == day


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "tomorrow", "11/22", "0001-01-01", "9999-12-31", "2026-13-01"]
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable, match="calendar"):
        day_of(typed)


@given(st.text())
def test_text_is_what_the_database_can_keep(text: str) -> None:
    cleaned = plain(text)

    assert "\x00" not in cleaned
    assert plain(cleaned) == cleaned
    cleaned.encode()


def test_a_branch_leads_past_questions_and_their_answers_are_dropped() -> None:
    sheet = read_answers(ALL, {"q1": ["2"], "q2": "3", "q3": ["1"], "q4": "never asked"})

    assert sheet.given == {"q1": Said(choices=(2,)), "q3": Said(choices=(1,))}
    assert sheet.skipped == ("q2", "q4")
    assert sheet.wrong == {}


def test_a_skipped_question_leads_nowhere() -> None:
    sheet = read_answers(ALL, {"q1": ["1"], "q2": "2", "q3": ["9"], "q4": "because"})

    assert sheet.skipped == ("q3", "q4")


def test_what_must_be_answered_says_so_only_where_it_is_shown() -> None:
    assert set(read_answers(ALL, {}).wrong) == {"q1"}
    assert set(read_answers(ALL, {"q1": "1"}).wrong) == {"q2"}
    assert set(read_answers(ALL, {"q1": "2", "q3": ["9", "1"], "q3_9": "Work"}).wrong) == {"q4"}


def test_words_beside_a_choice_count_only_with_it() -> None:
    sheet = read_answers([WHY], {"q3": ["1"], "q3_9": "left over"} | {"q1": ["2"]})
    free = read_answers([COMES, WHY], {"q1": "2", "q3": ["9"], "q3_9": " Work "})

    assert sheet.given == {}
    assert free.given["q3"] == Said(choices=(9,), beside={9: "Work"})


def test_a_number_outside_its_range_is_told_the_range() -> None:
    assert "at most 8" in read_answers(ALL, {"q1": "1", "q2": "９"}).wrong["q2"]
    assert "1 or more" in read_answers(ALL, {"q1": "1", "q2": "0"}).wrong["q2"]


def test_one_of_several_takes_one_and_only_what_is_offered() -> None:
    assert "one answer" in read_answers([COMES], {"q1": ["1", "2"]}).wrong["q1"]
    assert "no longer" in read_answers([COMES], {"q1": "3"}).wrong["q1"]
    assert "no longer" in read_answers([COMES], {"q1": "１; DROP"}).wrong["q1"]


def test_a_long_text_is_told_its_length_and_ten_thousand_choices_are_one_refusal() -> None:
    text = Asking("q1", Kind.SHORT)
    many = Asking("q2", Kind.MULTIPLE, choices={1: False})

    assert "201" in read_answers([text], {"q1": "あ" * 201}).wrong["q1"]
    assert "no longer" in read_answers([many], {"q2": [str(n) for n in range(10_000)]}).wrong["q2"]


@given(st.lists(st.one_of(st.text(max_size=8), st.integers(), st.none()), max_size=20))
def test_choice_codes_are_each_once_whatever_arrives(typed: list[object]) -> None:
    codes = codes_of(typed)

    assert len(codes) == len(set(codes))
    assert all(code == -1 or 0 <= code <= 99_999 for code in codes)


@given(
    st.dictionaries(
        st.sampled_from(["q1", "q2", "q3", "q4", "q3_9", "other"]),
        st.one_of(st.text(max_size=12), st.lists(st.sampled_from(["1", "2", "9", "x"]), max_size=3)),
    )
)
def test_every_question_is_given_skipped_wrong_or_left_empty_never_two_of_them(
    typed: dict[str, object],
) -> None:
    sheet = read_answers(ALL, typed)

    for code in ("q1", "q2", "q3", "q4"):
        assert sum((code in sheet.given, code in sheet.skipped, code in sheet.wrong)) <= 1
    if 1 in sheet.given.get("q1", Said()).choices:
        assert "q3" in sheet.skipped
