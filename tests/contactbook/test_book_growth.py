"""The page of growth in a bound book."""

from datetime import date
from typing import Any

import pytest

from contactbook.book import plan, setting
from contactbook.models import GrowthCurve, GrowthRecord
from contactbook.selectors.books import book_of, part_of
from facilities.models import Child, Classroom, Guardian
from tests import factories
from tests.contactbook.bound import APRIL, book_for, enrolled_in_april, made, text_of, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def child(classroom: Classroom) -> Child:
    return enrolled_in_april(classroom, born_on=date(2024, 7, 12))


def measured(child: Child, day: date, **measures: Any) -> GrowthRecord:
    place = child.enrolments.get().facility
    return GrowthRecord.objects.create(
        child=child, facility=place, measured_on=day, noted_by=factories.make_user(), **measures
    )


def page_of(guardian: Guardian, child: Child) -> str:
    order = book_for(guardian, child)
    part = part_of(order, plan.GROWTH, [])
    return setting.manuscript(book_of(order), plan.GROWTH, part, before=2, bleed=False).html


def test_the_year_stands_as_curves_before_the_reference_and_as_numbers(
    child: Child, guardian: Guardian
) -> None:
    GrowthCurve.objects.create(child=child, facility=child.enrolments.get().facility, sex="female")
    told(child, APRIL, "測りました。")
    measured(child, APRIL, height="82.1", weight="10.90")
    measured(child, date(2026, 5, 12), height="83.0", weight="11.20")

    page, text = page_of(guardian, child), text_of(made(book_for(guardian, child)))

    assert page.count('class="growth__area"') == 2
    assert page.count('class="growth__source"') == 1
    assert text.count("83.0cm") == 2  # beside its curve, and in the table
    assert text.count("11.20kg") == 2


def test_one_measure_without_a_reference_is_a_number_and_no_drawing(child: Child, guardian: Guardian) -> None:
    measured(child, APRIL, height="82.1")

    page = page_of(guardian, child)

    assert "<svg" not in page
    assert "82.1 cm" in page
    assert page.count("<th>") == 2  # the day, and what was measured


def test_measures_of_another_year_are_not_drawn(child: Child, guardian: Guardian) -> None:
    for day in (date(2026, 3, 31), APRIL, date(2026, 5, 12)):
        measured(child, day, height="82.1")

    assert page_of(guardian, child).count("<circle") == 2
