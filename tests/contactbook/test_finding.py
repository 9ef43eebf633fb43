from datetime import date

import pytest

from contactbook.finding import excerpt, folded, wanted

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("カレーをおかわり", "かれー"),
        ("ｶﾞﾗｽの破片", "ガラス"),
        ("ＡＢＣ", "abc"),
        ("葛󠄀城さん", "葛城"),
        ("プールに入りました", "ﾌﾟｰﾙ"),
        ("③回", "3"),
        ("が", "が"),
    ],
)
def test_what_reads_alike_is_found(written: str, asked: str) -> None:
    (word,) = wanted(asked, TODAY).words

    assert word in folded(written)
    assert [part.text for part in excerpt(written, (word,)) if part.is_hit]


def test_a_voiced_letter_is_another_letter() -> None:
    assert wanted("はし", TODAY).words[0] not in folded("ばし")


def test_the_text_stays_as_it_was_written_round_a_hit() -> None:
    text = "あ" * 60 + "カレーの日" + "い" * 100
    parts = excerpt(text, (folded("かれー"),))

    assert [part.text for part in parts if part.is_hit] == ["カレー"]
    assert "".join(part.text for part in parts).strip("…") in text
    assert parts[0].text == "…"


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("11/20", date(2026, 11, 20), date(2026, 11, 20)),
        ("１１月２０日", date(2026, 11, 20), date(2026, 11, 20)),
        ("12/24", date(2025, 12, 24), date(2025, 12, 24)),
        ("2024-04-01", date(2024, 4, 1), date(2024, 4, 1)),
        ("2024年4月", date(2024, 4, 1), date(2024, 4, 30)),
        ("2025/2", date(2025, 2, 1), date(2025, 2, 28)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
        ("12月", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_days_and_months_are_understood(query: str, first: date, last: date) -> None:
    assert wanted(query, TODAY).days == ((first, last),)


@pytest.mark.parametrize("query", ["13/45", "2024-02-30", "0月", "99"])
def test_what_is_no_day_is_a_word(query: str) -> None:
    assert wanted(query, TODAY).days == ()
    assert wanted(query, TODAY).words


def test_nothing_is_asked_by_blanks() -> None:
    assert wanted(" \u3000 ", TODAY).is_empty
