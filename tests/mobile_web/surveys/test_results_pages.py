"""The result pages in the browser's place: numbers, tables, files, and what is kept back."""

import csv
import io

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from facilities.models import AuditEntry, Classroom, Facility
from surveys.models import Kind, Survey
from tests.conftest import SignIn
from tests.surveys.answers import Voice, answer, make_asked

DAYS = {"text": "保育が必要な日数", "choices": ["必要ない", "1〜2日", "=6日とも"]}
WORK = {"text": "保護者のお仕事", "choices": ["会社・役所", "医療・介護"]}
NOTE = {"text": "ご要望", "kind": Kind.LONG}
pytestmark = pytest.mark.usefixtures("_english")


def filled(manager: User, facility: Facility, classroom: Classroom, **fields: object) -> Survey:
    survey = make_asked(manager, facility, [DAYS, WORK, NOTE], **fields)
    counts = {(1, 1): 50, (1, 2): 12, (2, 1): 8, (2, 2): 18, (3, 1): 6, (3, 2): 2}
    said = [pair for pair, count in counts.items() for _ in range(count)]
    answer(
        survey,
        [
            Voice({"q1": days, "q2": work, "q3": f"=SUM(A{number})"}, facility, classroom)
            for number, (days, work) in enumerate(said)
        ],
    )
    return survey


@pytest.fixture
def named(manager: User, facility: Facility, classroom: Classroom) -> Survey:
    return filled(manager, facility, classroom)


@pytest.fixture
def anonymous(manager: User, facility: Facility, classroom: Classroom) -> Survey:
    return filled(manager, facility, classroom, is_anonymous=True)


@pytest.fixture
def browser(signed_in: SignIn, manager: User) -> Client:
    client = signed_in(manager)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def page(browser: Client, survey: Survey, name: str = "results", *more: object, **query: str) -> str:
    response = browser.get(reverse(f"office_survey_{name}", args=[survey.pk, *more]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_counts_every_question_and_crosses_the_first_two(browser: Client, named: Survey) -> None:
    text = page(browser, named)

    assert "保育が必要な日数" in text
    assert "64.6%" in text
    assert "χ²(2) = " in text
    assert text.count("heat-cell") > 8


def test_two_other_variables_and_numbers_are_asked_for_in_the_address(browser: Client, named: Survey) -> None:
    text = page(browser, named, "results_table", rows="@class", columns="q2", show="count")

    assert "うさぎ組" in text
    assert '<b class="num">64</b>' in text


@pytest.mark.parametrize(
    "query", [{"rows": "q9"}, {"rows": "q1", "columns": "q1"}, {"show": "x"}, {"class": "'"}]
)
def test_an_address_that_makes_no_sense_shows_the_page(
    browser: Client, named: Survey, query: dict[str, str]
) -> None:
    assert "保育が必要な日数" in page(browser, named, **query)


def test_small_cells_of_anonymous_answers_are_on_no_page_and_in_no_file(
    browser: Client, anonymous: Survey
) -> None:
    table = page(browser, anonymous, "results_table", rows="q1", columns="q2", show="count")
    assert table.count("heat-cell--masked") == 4
    assert '<b class="num">2</b>' not in table

    content = browser.get(
        reverse("office_survey_file", args=[anonymous.pk, "xlsx"]), {"rows": "q1", "columns": "q2"}
    ).content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Totals", "Crossed", "Texts"]
    counts = [row[4] for row in book["Crossed"].iter_rows(min_row=2, values_only=True)]
    assert sorted(map(str, counts)) == sorted(["18", "8", "hidden", "hidden", "hidden", "hidden"])


def test_three_anonymous_answers_show_nothing_but_how_many_came(
    browser: Client, manager: User, facility: Facility
) -> None:
    survey = make_asked(manager, facility, [DAYS, NOTE], is_anonymous=True)
    answer(survey, [Voice({"q1": 1, "q2": "三人だけの言葉"}, facility)] * 3)
    note = survey.questions.get(code="q2")

    for name, more in (("results", ()), ("results_now", ()), ("results_table", ()), ("texts", (note.pk,))):
        text = page(browser, survey, name, *more)
        assert "三人だけの言葉" not in text
        assert "100.0%" not in text
    rows = browser.get(reverse("office_survey_file", args=[survey.pk, "csv"])).content.decode("utf-8-sig")
    assert {row[4] for row in csv.reader(io.StringIO(rows))} == {"Number", "hidden"}


def test_the_csv_of_named_answers_has_codes_and_labels_and_no_formula(browser: Client, named: Survey) -> None:
    content = browser.get(reverse("office_survey_file", args=[named.pk, "csv"])).content
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))

    assert head[8:10] == ["q1 code", "q1 保育が必要な日数"]
    assert len(rows) == 96
    assert {(row[8], row[9]) for row in rows} == {("1", "必要ない"), ("2", "1〜2日"), ("3", "'=6日とも")}
    assert all(row[13].startswith("'=SUM(") for row in rows)


def test_excel_holds_formula_text_as_text(browser: Client, named: Survey) -> None:
    content = browser.get(reverse("office_survey_file", args=[named.pk, "xlsx"])).content
    book = load_workbook(io.BytesIO(content))

    assert book.sheetnames == ["Totals", "Crossed", "Texts", "Answers"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert any(cell.value == "=6日とも" for cell in cells)


def test_a_file_and_a_sheet_are_written_down(browser: Client, named: Survey, manager: User) -> None:
    browser.get(reverse("office_survey_file", args=[named.pk, "csv"]))
    sheet = browser.get(reverse("office_survey_sheet", args=[named.pk]))

    kinds = AuditEntry.objects.filter(action="survey.export", actor=manager).values_list(
        "details__kind", flat=True
    )
    assert sorted(kinds) == ["csv", "pdf"]
    words = "".join(one.extract_text() for one in PdfReader(io.BytesIO(sheet.content)).pages)
    assert "保育が必要な日数" in words
    assert "SUM" not in words


def test_texts_are_searched_and_stand_alone(browser: Client, anonymous: Survey) -> None:
    note = anonymous.questions.get(code="q3")

    text = page(browser, anonymous, "texts", note.pk, q="A95")

    assert "=SUM(A95)" in text
    assert "=SUM(A94)" not in text
    assert "会社" not in text


def test_another_file_kind_and_another_surveys_question_are_not_there(
    browser: Client, named: Survey, anonymous: Survey
) -> None:
    note = anonymous.questions.get(code="q3")

    assert browser.get(reverse("office_survey_file", args=[named.pk, "exe"])).status_code == 404
    assert browser.get(reverse("office_survey_texts", args=[named.pk, note.pk])).status_code == 404


def test_as_many_queries_for_many_questions_as_for_few(
    browser: Client, manager: User, facility: Facility
) -> None:
    counts = []
    for many in (2, 12):
        survey = make_asked(manager, facility, [DAYS] * many)
        answer(survey, [Voice({f"q{n}": 1 for n in range(1, many + 1)}, facility)] * 8)
        page(browser, survey)
        with CaptureQueriesContext(connection) as caught:
            page(browser, survey)
        counts.append(len(caught))
    assert counts[0] == counts[1]
