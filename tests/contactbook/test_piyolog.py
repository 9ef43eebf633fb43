"""Texts of ぴよログ as families paste them."""

from datetime import date

import pytest

from contactbook.defaults import BREAKFAST, DEFAULTS, DINNER, MILK, NOTE, SLEEP
from contactbook.items import clean, item_at
from contactbook.models import Band, Side
from contactbook.piyolog import Noted, cells_of, decoded, read

TODAY = date(2026, 11, 22)
SATURDAY, SUNDAY = "【ぴよログ】2026/11/21(土)\n", "【ぴよログ】2026/11/22(日)\n"
BABY = DEFAULTS[Band.BABY, Side.HOME]
MORNING = """【ぴよログ】2026/11/22(日)
ひまり (0歳8か月3日)

06:45   起きる (9時間45分)
06:50   体温 36.6°C
07:10   ミルク 160ml
07:30   うんち
07:35   おしっこ
07:40   離乳食   おかゆ、にんじん

ミルク合計　　1回 160ml
うんち合計　　1回
"""
EVENING = """【ぴよログ】2026/11/21(土)
ひまり (0歳8か月2日)

12:00   体温 37.2°C
18:30   離乳食 さけ、ごはん
19:10   お風呂
21:00   寝る
"""


def left_of(text: str) -> list[str]:
    return read(text, TODAY).left


def test_a_morning_fills_what_it_knows() -> None:
    noted = read(MORNING, TODAY)

    assert noted.temperatures == [{"at": "06:50", "c": 36.6}]
    assert noted.sleeps == [{"from": "21:00", "to": "06:45"}]
    assert noted.milks == [{"at": "07:10", "ml": 160}]
    assert (noted.stools, noted.breakfast, noted.name) == (["normal"], ["おかゆ、にんじん"], "ひまり")


def test_nothing_is_lost() -> None:
    assert left_of(MORNING) == ["07:35   おしっこ"]
    assert sorted(left_of("こんにちは\n08:00   おでかけ 公園")) == ["08:00   おでかけ 公園", "こんにちは"]


def test_two_days_in_one_text_make_one_night() -> None:
    noted = read(EVENING + "----------\n" + MORNING, TODAY)

    assert noted.sleeps == [{"from": "21:00", "to": "06:45"}]
    assert noted.dinner == ["さけ、ごはん"]
    assert noted.had_bath
    assert noted.left == ["12:00   体温 37.2°C", "07:35   おしっこ"]


def test_a_second_day_has_its_own_heading_in_a_month() -> None:
    saturday, sunday = "2026/11/21(土)\n21:00   寝る", "2026/11/22(日)\n06:30   起きる"
    text = f"【ぴよログ】2026年11月\n\n----------\n{saturday}\n----------\n{sunday}"
    noted = read(text, TODAY)

    assert noted.sleeps == [{"from": "21:00", "to": "06:30"}]


@pytest.mark.parametrize(
    ("line", "began"),
    [
        ("06:45   起きる (9時間45分)", "21:00"),
        ("06:45   起きる (45分)", "06:00"),
        ("06:45   起きる (10時間)", "20:45"),
        ("０６:４５　起きる（９時間４５分）", "21:00"),
    ],
)
def test_waking_tells_when_sleep_began(line: str, began: str) -> None:
    assert read(line, TODAY).sleeps == [{"from": began, "to": "06:45"}]


@pytest.mark.parametrize("line", ["06:45   起きる", "06:45   起きる (きもちよく)", "06:45   起きる (48時間)"])
def test_waking_without_a_beginning_is_left(line: str) -> None:
    assert (read(line, TODAY).sleeps, left_of(line)) == ([], [line])


def test_waking_in_the_night_makes_several_sleeps() -> None:
    text = f"{SATURDAY}21:00 寝る\n{SUNDAY}02:00 起きる\n02:20 寝る\n06:45 起きる"
    cells = cells_of([SLEEP], read(text, TODAY))

    assert cells == {
        "sleep/night": {"from": "21:00", "to": "02:00"},
        "sleep/piyo1": {"from": "02:20", "to": "06:45"},
    }


def test_naps_of_yesterday_are_not_last_night() -> None:
    text = "【ぴよログ】2026/11/21(土)\n13:00 寝る\n14:30 起きる\n20:30 寝る"
    noted = read(text, TODAY)

    assert noted.sleeps == [{"from": "20:30", "to": ""}]
    assert noted.left == ["13:00 寝る", "14:30 起きる"]


@pytest.mark.parametrize(
    ("line", "degrees"),
    [
        ("06:50   体温 36.6°C", 36.6),
        ("6:50 体温 36.6℃", 36.6),
        ("06:50 体温 37度", 37.0),
        ("06:50　体温　３６．６°C", 36.6),
        ("06:50 体温 36.65°C", 36.6),
    ],
)
def test_temperatures_as_telephones_write_them(line: str, degrees: float) -> None:
    assert read(line, TODAY).temperatures == [{"at": "06:50", "c": degrees}]


@pytest.mark.parametrize("line", ["06:50 体温 98.2°F", "06:50 体温 366", "06:50 体温", "06:50 体温 55°C"])
def test_what_is_no_temperature_is_left(line: str) -> None:
    assert (read(line, TODAY).temperatures, left_of(line)) == ([], [line])


def test_yesterdays_temperature_is_never_todays() -> None:
    assert read("【ぴよログ】2026/11/21(土)\n19:00 体温 38.4°C", TODAY).temperatures == []


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ("", "normal"),
        (" ふつう", "normal"),
        (" ゆるめ", "soft"),
        (" 硬め", "hard"),
        (" 下痢", "loose"),
        (" やわらかめ 多め", "soft"),
    ],
)
def test_stools_in_their_words(more: str, state: str) -> None:
    assert read(f"07:30 うんち{more}", TODAY).stools == [state]


def test_stools_are_counted_with_the_last_ones_state() -> None:
    noted = read("06:00 うんち\n07:30 うんち 下痢", TODAY)

    assert cells_of(BABY, noted)["stool"] == {"state": "loose", "count": 2}


def test_milk_of_last_evening_and_this_morning() -> None:
    text = f"{SATURDAY}10:00 ミルク 200ml\n20:00 ミルク 180ml\n{SUNDAY}05:00 ミルク 160ml"
    noted = read(text, TODAY)

    assert [row["ml"] for row in noted.milks] == [180, 160]
    assert noted.left == ["10:00 ミルク 200ml"]


def test_meals_without_words_or_at_other_times_are_left() -> None:
    lines = ["07:40 離乳食", "13:00 ごはん うどん"]

    assert left_of("\n".join(lines)) == lines


def test_medicine_keeps_its_time() -> None:
    assert read("07:45 くすり 抗生剤", TODAY).medicine == ["07:45 抗生剤"]


def test_another_day_is_left_as_a_whole() -> None:
    text = (
        "【ぴよログ】2026/11/02(月)\n06:50 体温 36.6°C\n07:10 ミルク 160ml\n07:40 離乳食 おかゆ\n21:00 寝る"
    )

    assert read(text, TODAY).is_empty
    assert len(left_of(text)) == 4


def test_a_text_without_a_heading_is_of_today() -> None:
    assert read("07:10 ミルク 160ml", TODAY).milks == [{"at": "07:10", "ml": 160}]


def test_an_impossible_date_changes_nothing() -> None:
    assert read("【ぴよログ】2026/13/45(土)\n07:10 ミルク 160ml", TODAY).milks


def test_the_diary_is_left_for_her_to_decide() -> None:
    assert left_of(MORNING + "\nよく笑った日でした。") == ["07:35   おしっこ", "よく笑った日でした。"]


def test_what_the_form_has_no_item_for_is_left() -> None:
    noted = read(MORNING, TODAY)

    assert cells_of([NOTE], noted) == {}
    assert len(noted.left) == 6


def test_every_value_is_one_that_the_book_takes() -> None:
    cells = cells_of(BABY, read(EVENING + MORNING, TODAY))

    assert {path: clean(item_at(BABY, path), value) for path, value in cells.items()} == cells
    assert set(cells) >= {
        "temperature/piyo0",
        "sleep/night",
        "milk/piyo0",
        "dinner",
        "breakfast",
        "stool",
        "bath",
    }


def test_meals_stay_within_a_line() -> None:
    noted = read("\n".join(f"07:{n:02d} 離乳食 {'あ' * 60}" for n in range(9)), TODAY)

    assert len(cells_of([BREAKFAST, DINNER, MILK], noted)["breakfast"]["text"]) == 200


@pytest.mark.parametrize(
    "text", ["", "\n\n", "🍼", "【ぴよログ】", "\u202e07:10 ミルク 160ml", "x" * 50_000, "07:10"]
)
def test_nonsense_breaks_nothing(text: str) -> None:
    assert isinstance(read(text, TODAY), Noted)


def test_what_is_too_long_is_cut_and_said() -> None:
    noted = read("07:10 ミルク 160ml\n" + "あ" * 30_000, TODAY)

    assert noted.milks
    assert sum(map(len, noted.left)) > 29_000


def test_files_of_every_telephone_are_read() -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp932"):
        assert decoded("07:10 ミルク 160ml".encode(encoding)) == "07:10 ミルク 160ml"
    assert decoded(b"\xff\xfe\x81")
