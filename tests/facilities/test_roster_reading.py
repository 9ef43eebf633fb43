"""Reading rosters: files, headings, cells."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from facilities.rosters.classes import ClassNames
from facilities.rosters.columns import doubts
from facilities.rosters.dates import birthday
from facilities.rosters.decoding import decode
from facilities.rosters.fields import guess, guess_all
from facilities.rosters.phones import phone_of
from facilities.rosters.problems import SENTENCES, Unreadable, sentence
from facilities.rosters.rows import raw_values, read_row
from facilities.rosters.sheets import read_sheet
from facilities.rosters.tables import inert, table_file
from facilities.rosters.values import kana, words
from tests.facilities.roster_files import HEADINGS, HIMARI, csv_file, file_with_password, xlsx_file, zip_bomb

TODAY = date(2026, 11, 22)
SPECIAL = "①㈱髙﨑№∥"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("cp932", "Shift_JIS"), ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16")],
)
def test_a_file_is_read_in_whatever_letters_it_was_written(encoding: str, said: str) -> None:
    content = csv_file((*HIMARI[:1], "髙﨑 陽葵", *HIMARI[2:]), encoding=encoding)

    sheet = read_sheet(content)

    assert (sheet.encoding, sheet.headings, sheet.rows[0][1][1]) == (said, list(HEADINGS), "髙﨑 陽葵")


def test_euc_is_not_mistaken_for_half_width_kana() -> None:
    text = "園児番号,氏名,フリガナ\n1,高橋 陽葵,タカハシ ヒマリ\n"

    assert decode(text.encode("euc_jp")) == (text, "EUC-JP")


def test_the_special_letters_of_windows_survive() -> None:
    assert decode(f"備考,{SPECIAL}".encode("cp932")) == (f"備考,{SPECIAL}", "Shift_JIS")


def test_half_width_kana_are_no_reason_to_guess_another_encoding() -> None:
    text = "番号,ﾌﾘｶﾞﾅ\n1,ﾀｶﾊｼ ﾋﾏﾘ\n"

    assert decode(text.encode("cp932")) == (text, "Shift_JIS")


def test_bytes_of_no_text_are_refused_and_never_scrambled() -> None:
    with pytest.raises(Unreadable):
        decode(bytes(range(128, 256)) * 40)


def test_tabs_and_a_title_above_the_headings_are_understood() -> None:
    content = "令和8年度 園児名簿\t\t\n\n園児番号\t氏名\t組\n1\t髙橋 陽葵\t1-1\n".encode()

    sheet = read_sheet(content)

    assert (sheet.headings, sheet.heading_row, sheet.rows) == (
        ["園児番号", "氏名", "組"],
        3,
        [(4, ["1", "髙橋 陽葵", "1-1"])],
    )


def test_an_xlsx_gives_days_numbers_and_texts_as_text() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["園児番号", "生年月日", "組", "電話"])
    book.active.append([1001, date(2024, 4, 2), date(2026, 1, 1), 9012345678])
    out = io.BytesIO()
    book.save(out)

    assert read_sheet(out.getvalue()).rows == [(2, ["1001", "2024-04-02", "2026-01-01", "9012345678"])]


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", csv_file(), xlsx_file()])
def test_an_empty_file_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"no rows|行がありません"):
        read_sheet(content)


@pytest.mark.parametrize(
    "content", [zip_bomb(), file_with_password(), b"PK\x03\x04 broken", xlsx_file(HIMARI)[:900]]
)
def test_bombs_passwords_and_damage_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_sheet(content)


def test_a_million_rows_are_refused_before_they_fill_the_memory() -> None:
    text = "番号,氏名\n" + "1,a\n" * 1_000_000

    with pytest.raises(Unreadable, match="100,000"):
        read_sheet(text.encode())


def test_an_xlsx_of_a_million_rows_is_refused() -> None:
    content = table_file("xlsx", ["番号", "氏名"], (["1", "a"] for _ in range(1_000_000)))

    with pytest.raises(Unreadable):
        read_sheet(content)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("園児番号", "number"), ("氏名", "name"), ("ﾌﾘｶﾞﾅ", "kana"), ("ふりがな", "kana"), ("生年月日", "born_on"),
        ("組", "classroom"), ("クラス名", "classroom"), ("保護者①", "guardian1_name"),
        ("保護者2氏名", "guardian2_name"),
        ("続柄", "guardian1_relation"), ("緊急連絡先②", "guardian2_phone"), ("メールアドレス", "guardian1_email"),
        ("アレルギー", "allergies"), ("世帯番号", "household"), ("備考", ""), ("住所", ""), ("姓", "family_name"),
        ("施設", "facility"), ("児童名", "name"), ("姓ふりがな", "family_kana"), ("名ふりがな", "given_kana"),
    ],
)  # fmt: skip
def test_headings_of_other_systems_are_understood(heading: str, field: str) -> None:
    assert guess(heading) == field


def test_two_columns_never_mean_the_same_field() -> None:
    assert guess_all(["電話", "TEL", "保護者名"]) == ["guardian1_phone", "", "guardian1_name"]


@pytest.mark.parametrize(
    "text", ["2023/4/1", "令和5年4月1日", "R5.4.1", "20230401", "45017", "２０２３年４月１日"]
)
def test_days_are_read_as_people_and_excel_write_them(text: str) -> None:
    assert birthday(text, TODAY) == date(2023, 4, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2025/13/05", "no_such_month"),
        ("2025/02/30", "no_such_day"),
        ("うさぎ", "not_a_date"),
        ("2030/1/1", "born_in_future"),
    ],
)
def test_a_day_that_cannot_be_says_why(text: str, code: str) -> None:
    found = birthday(text, TODAY)

    assert not isinstance(found, date)
    assert (found[0], text in sentence(*found)) == (code, True)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("09012345678", "090-1234-5678"), ("9012345678", "090-1234-5678"), ("312345678", "03-1234-5678"),
        ("０９０−１２３４−５６７８", "090-1234-5678"), ("+81 90 1234 5678", "090-1234-5678"),
        ("母の携帯", None), ("12", None),
    ],
)  # fmt: skip
def test_telephone_numbers_get_their_zero_back(text: str, phone: str | None) -> None:
    assert phone_of(text) == phone


@pytest.mark.parametrize("text", ["1-1", "2026-01-01", "1月1日", "46023", "1-Jan", "１－１"])
def test_a_class_excel_took_for_a_day_is_found_again(text: str) -> None:
    assert ClassNames(["1-1", "1-2", "うさぎ組"]).find(text) == "1-1"


def test_names_keep_their_very_letters_and_readings_become_hiragana() -> None:
    assert (words("　髙橋　　陽葵 "), words("神"), kana("ﾀﾞｲｷ ヴィ")) == ("髙橋 陽葵", "神", "だいき ゔぃ")


def test_birthdays_in_the_column_of_names_are_questioned() -> None:
    rows = [["2024/04/02", "髙橋 陽葵"], ["2023/05/11", "佐藤 湊"], ["2022/09/30", "林 咲良"]]

    assert doubts(rows, ["name", "born_on"], TODAY) == {0: "birthday", 1: "name"}


def test_columns_in_their_places_raise_no_question() -> None:
    rows = [list(HIMARI)] * 5

    assert doubts(rows, guess_all(HEADINGS), TODAY) == {}


def test_a_letter_that_was_lost_on_the_way_is_named() -> None:
    row = read_row({"name": "髙\ufffd 陽葵", "born_on": "2024/4/2"}, TODAY)

    assert [code for code, _ in row.problems] == ["unreadable_letters"]


def test_every_problem_has_a_sentence() -> None:
    values = dict.fromkeys(("text", "n", "number", "name", "row", "field", "month", "example"), "x")

    assert all(sentence(code, values) for code in SENTENCES)


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), min_size=1, max_size=5))
@example([["x", "'=", "''="], ["x", "=1", "-"]])
def test_what_is_written_is_read_back_letter_by_letter(rows: list[list[str]]) -> None:
    clean = [["".join(c for c in cell if c.isprintable()).strip() for cell in row] for row in rows]
    clean = [["x", *row[1:]] for row in clean]
    headings = ["園児番号", "氏名", "組"]

    for kind in ("xlsx", "csv"):
        read = read_sheet(table_file(kind, headings, clean)).rows
        assert [cells for _n, cells in read] == clean, kind


@pytest.mark.parametrize("text", ["=1+1", "+81", "-5", "@SUM(A1)", "\tx", "'=x"])
def test_nothing_a_spreadsheet_would_run_leaves_as_it_is(text: str) -> None:
    assert inert(text) == f"'{text}"


def test_raw_values_are_the_filled_cells_of_mapped_columns() -> None:
    assert raw_values(["1", "", "x"], ["number", "name", ""]) == {"number": "1"}
