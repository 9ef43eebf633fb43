"""Charges from stamped days: what is worked out, what is not, and what is never touched again."""

from datetime import time, timedelta
from random import Random

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from attendance import services
from attendance.models import Charge
from attendance.selectors.care_list import care_list
from attendance.selectors.care_month import care_month
from backend.errors import DomainError
from facilities.models import AuditEntry, Child, Classroom, Enrolment, Facility
from tests import factories
from tests.attendance.care_world import (
    day,
    last_month,
    make_contract,
    make_day,
    make_rule,
    said,
    work_out,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _enrolled_long_ago(facility: Facility, child: Child) -> None:
    facility.refresh_from_db()
    Enrolment.objects.update(starts_on=last_month() - timedelta(days=400))


def test_a_late_departure_becomes_a_draft_with_all_that_went_in(
    manager: User, facility: Facility, child: Child
) -> None:
    rule = make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:21"))

    written = work_out(facility, manager)

    charge = Charge.objects.get()
    assert (written.added, charge.minutes, charge.amount, charge.state) == (1, 16, 200, "draft")
    assert charge.rule == rule
    assert charge.inputs["stays"] == [["9:00", "18:21"]]
    assert charge.inputs["figures"]["price"] == 100
    assert (charge.inputs["edge"], charge.inputs["edge_from"]) == ("18:00", "rule")


def test_seconds_never_count(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager)
    row = make_day(facility, child, day(2), ("9:00", "18:05"))
    row.stays = [[row.stays[0][0], row.stays[0][1].replace("18:05:00", "18:05:59")]]
    row.save()

    work_out(facility)

    assert said() == []


def test_both_sides_of_the_day_are_charged_each_by_its_rule(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager)
    make_rule(facility, manager, side="morning", counts_from=time(8), price=50)
    make_day(facility, child, day(2), ("7:40", "18:21"))

    work_out(facility)

    assert said(side="morning") == [(day(2), 15, 50, "draft")]
    assert said(side="evening") == [(day(2), 16, 200, "draft")]


def test_without_a_rule_for_the_side_coming_early_costs_nothing(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("6:00", "17:00"))

    work_out(facility)

    assert said() == []


def test_hours_are_those_of_the_contract_and_else_of_the_facility(
    manager: User, facility: Facility, child: Child, classroom: Classroom
) -> None:
    other = factories.make_child(classroom)
    make_rule(facility, manager, counts_from=None, grace_minutes=0)
    make_rule(facility, manager, group="short", counts_from=None, grace_minutes=0, price=50)
    make_contract(facility, child, group="short", hours_until=time(16, 30))
    for one in (child, other):
        make_day(facility, one, day(2), ("9:00", "18:30"))

    work_out(facility)

    assert said(child=child) == [(day(2), 120, 400, "draft")]
    assert said(child=other) == [(day(2), 15, 100, "draft")]


def test_each_day_has_the_rule_that_held_on_it(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager)
    make_rule(facility, manager, starts_on=day(10), price=150)
    for number in (9, 10):
        make_day(facility, child, day(number), ("9:00", "18:21"))

    work_out(facility)

    assert [row[2] for row in said()] == [200, 300]


def test_a_missing_departure_is_never_zero_but_unknown(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", None))

    written = work_out(facility)

    assert (said(), written.unknown) == ([], 1)
    assert [one.why for one in care_list(manager, facility, last_month()).unknown] == ["no_departure"]


@pytest.mark.parametrize(("stays", "review"), [((("9:00", "18:30"),), True), (((None, "18:30"),), False)])
def test_doubtful_times_wait_for_somebody_to_look(
    manager: User, facility: Facility, child: Child, stays: tuple[tuple[str, str], ...], review: bool
) -> None:
    make_rule(facility, manager)
    row = make_day(facility, child, day(2), ("9:00", "18:30"), needs_review=review)
    if stays[0][0] is None:
        row.stays = [[None, row.stays[0][1]]]
        row.save()

    assert (work_out(facility).unknown, said()) == (1, [])


def test_a_draft_goes_when_its_departure_is_struck_out(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:30"))
    work_out(facility)
    make_day(facility, child, day(2), ("9:00", None))

    written = work_out(facility)

    assert (written.removed, written.unknown, said()) == (1, 1, [])


def test_working_out_twice_writes_nothing_the_second_time(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager)
    for number in (2, 3):
        make_day(facility, child, day(number), ("9:00", "18:30"))
    work_out(facility)
    before = list(Charge.objects.order_by("pk").values())

    written = work_out(facility, manager)

    assert (written.added, written.changed, written.removed) == (0, 0, 0)
    assert list(Charge.objects.order_by("pk").values()) == before
    assert not AuditEntry.objects.filter(action="care.worked_out").exists()


def test_only_the_corrected_day_is_written_again(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager)
    for number in (2, 3):
        make_day(facility, child, day(number), ("9:00", "18:30"))
    work_out(facility)
    make_day(facility, child, day(3), ("9:00", "18:50"))
    assert care_list(manager, facility, last_month()).stale == 1

    written = work_out(facility)

    assert (written.added, written.changed) == (0, 1)
    assert [row[2] for row in said()] == [200, 300]
    assert Charge.objects.get(day=day(2)).version == 1


def test_a_monthly_cap_is_used_up_in_the_order_of_days(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager, monthly_cap=500)
    for number in (20, 3, 11):
        make_day(facility, child, day(number), ("9:00", "18:21"))

    work_out(facility)

    assert [row[:3] for row in said()] == [(day(3), 16, 200), (day(11), 16, 200), (day(20), 16, 100)]


def test_confirming_some_days_changes_nothing_for_the_others_under_a_cap(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager, monthly_cap=700)
    for number in range(1, 11):
        make_day(facility, child, day(number), ("9:00", "18:21"))
    work_out(facility)
    before = [row[2] for row in said()]
    some = Random(4).sample(list(Charge.objects.all()), 5)
    Charge.objects.filter(pk__in=[row.pk for row in some]).update(state="confirmed")

    work_out(facility)

    assert [row[2] for row in said()] == before
    assert sum(before) == 700


def test_a_month_that_has_not_begun_is_not_worked_out(manager: User, facility: Facility) -> None:
    with pytest.raises(DomainError):
        work_out(facility, month=(factories.today() + timedelta(days=32)).replace(day=1))


def test_the_sum_of_a_month_is_the_sum_of_its_days(
    manager: User, facility: Facility, classroom: Classroom, child: Child
) -> None:
    make_rule(facility, manager, monthly_cap=1_000, daily_cap=400)
    children = [child, *(factories.make_child(classroom) for _ in range(3))]
    chance = Random(7)
    for one in children:
        for number in range(1, 21):
            make_day(facility, one, day(number), ("9:00", f"18:{chance.randrange(60):02d}"))
    work_out(facility)

    listed = care_list(manager, facility, last_month())

    assert listed.amount == sum(row.amount for row in Charge.objects.all())
    assert all(row.amount <= 1_000 for row in listed.rows)


@pytest.mark.parametrize("children", [3, 30])
def test_a_month_takes_as_many_queries_for_few_children_as_for_many(
    manager: User, facility: Facility, classroom: Classroom, child: Child, children: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    make_rule(facility, manager)
    for _ in range(children):
        one = factories.make_child(classroom)
        for number in (2, 3, 4):
            make_day(facility, one, day(number), ("9:00", "18:21"))

    with django_assert_num_queries(6):
        care_month(facility, last_month())
    work_out(facility)
    with django_assert_num_queries(9):
        listed = care_list(manager, facility, last_month())
    assert len(listed.rows) == children


def test_the_night_works_out_every_facility_with_rules(
    manager: User, other_manager: User, facility: Facility, other_facility: Facility, child: Child
) -> None:
    other = factories.make_child(factories.make_classroom(other_facility))
    make_rule(facility, manager)
    make_rule(other_facility, other_manager)
    for place, one in ((facility, child), (other_facility, other)):
        make_day(place, one, day(2), ("9:00", "18:21"))

    assert [services.work_out_everywhere() for _ in range(2)] == [2, 0]
    assert [row[2] for row in said()] == [200, 200]
