"""The next school year is applied by date and taken back; nobody's later change is overwritten."""

from datetime import date, timedelta

import pytest
import time_machine

from backend.errors import Conflict, DomainError
from facilities import services
from facilities.models import AuditEntry, Child, Classroom, Enrolment, RolloverRow
from facilities.selectors import rollover
from facilities.selectors.rollover import counts_of, has_begun, next_classes, overview
from tests import factories
from tests.facilities.rollover.plans import FIRST, LAST, WINTER, YEAR, apply, every_enrolment, row_of


def test_applying_writes_places_from_april_and_last_days_of_march(manager, plan, children):
    assert apply(manager, plan) == 6

    moved, graduate = children[0].enrolments.order_by("starts_on"), children[5].enrolments
    assert [(row.classroom.name, row.ends_on) for row in moved] == [("うさぎ組", LAST), ("りす組", None)]
    assert graduate.get().ends_on == LAST
    assert AuditEntry.objects.filter(action="rollover.apply", child=children[0]).count() == 1


def test_applying_twice_does_it_once(manager, plan):
    apply(manager, plan)
    before = every_enrolment()

    assert apply(manager, plan) == 0
    assert services.apply_plan(actor=manager, plan=plan, version=1) == 0
    assert every_enrolment() == before


def test_taking_it_back_restores_every_row_as_it_was(manager, plan, children):
    children[1].enrolments.update(ends_on=date(2027, 6, 30))
    before, rows = every_enrolment(), sorted(RolloverRow.objects.values_list(), key=str)
    apply(manager, plan)
    assert every_enrolment() != before

    assert services.reverse_plan(actor=manager, plan=plan) == 6

    assert every_enrolment() == before
    assert sorted(RolloverRow.objects.values_list(), key=str) == rows
    assert services.reverse_plan(actor=manager, plan=plan) == 0
    assert apply(manager, plan) == 6


def test_undecided_children_stop_it(manager, plan, children):
    services.decide_rows(actor=manager, plan=plan, rows=[row_of(plan, children[0]).pk], action="undecided")
    before = every_enrolment()

    with pytest.raises(DomainError, match="1"):
        apply(manager, plan)

    assert every_enrolment() == before


def test_a_plan_that_somebody_changed_meanwhile_is_not_applied(manager, plan, children):
    seen = plan.version
    services.decide_rows(actor=manager, plan=plan, rows=[row_of(plan, children[0]).pk], action="leave")

    with pytest.raises(Conflict):
        services.apply_plan(actor=manager, plan=plan, version=seen)


def test_who_left_or_was_placed_meanwhile_is_reported_and_never_overwritten(
    manager, facility, rooms, plan, children
):
    next_room = Classroom.objects.get(facility=facility, school_year=YEAR, name="うさぎ組")
    services.leave_facility(actor=manager, child=children[0], facility=facility, last_day=WINTER)
    services.move_class(actor=manager, child=children[1], classroom=next_room, moves_on=FIRST)
    theirs = list(Enrolment.objects.filter(child__in=children[:2]).order_by("pk").values())

    counts = counts_of([plan], YEAR)[plan.pk]
    assert (counts.gone, counts.placed, counts.moving, counts.open) == (1, 1, 2, 4)
    assert apply(manager, plan) == 4
    assert list(Enrolment.objects.filter(child__in=children[:2]).order_by("pk").values()) == theirs

    services.reverse_plan(actor=manager, plan=plan)
    assert list(Enrolment.objects.filter(child__in=children[:2]).order_by("pk").values()) == theirs


def test_a_class_changed_in_winter_keeps_its_place_in_the_plan(manager, rooms, plan, children):
    apply(manager, plan)
    services.move_class(actor=manager, child=children[0], classroom=rooms[1], moves_on=WINTER)
    services.reverse_plan(actor=manager, plan=plan)

    rows = children[0].enrolments.order_by("starts_on")
    assert [(row.classroom.name, row.ends_on) for row in rows] == [
        ("うさぎ組", WINTER - timedelta(days=1)),
        ("りす組", None),
    ]


def test_who_leaves_after_it_was_applied_and_stays_after_all_is_applied_again(
    manager, facility, plan, children
):
    apply(manager, plan)
    services.leave_facility(actor=manager, child=children[0], facility=facility, last_day=WINTER)
    assert [row.ends_on for row in children[0].enrolments.all()] == [WINTER]

    services.undo_leave(actor=manager, child=children[0], facility=facility)
    assert counts_of([plan], YEAR)[plan.pk].open == 1
    assert apply(manager, plan) == 1

    rows = children[0].enrolments.order_by("starts_on")
    assert [(row.classroom.name, row.ends_on) for row in rows] == [("うさぎ組", LAST), ("りす組", None)]


def test_what_was_changed_after_applying_stays_when_it_is_taken_back(manager, facility, plan, children):
    apply(manager, plan)
    room = Classroom.objects.get(facility=facility, school_year=YEAR, name="うさぎ組")
    services.move_class(actor=manager, child=children[0], classroom=room, moves_on=FIRST)

    assert services.reverse_plan(actor=manager, plan=plan) == 5
    assert children[0].enrolments.order_by("starts_on").last().classroom == room


def test_newcomers_of_april_are_shown_as_arriving_and_count_for_the_class(manager, facility, plan):
    room = Classroom.objects.get(facility=facility, school_year=YEAR, name="りす組")
    newcomer = Child.objects.create(
        organisation=facility.organisation, family_name="新", given_name="入", born_on=date(2025, 5, 1)
    )
    services.enrol_child(actor=manager, child=newcomer, classroom=room, starts_on=FIRST)

    squirrels = next(one for one in next_classes([plan], YEAR) if one.classroom == room)
    assert (squirrels.children, squirrels.arriving, squirrels.is_over) == (3, 1, True)
    counts = counts_of([plan], YEAR)[plan.pk]
    assert (counts.arriving, counts.over) == (1, 1)
    apply(manager, plan)
    assert (counts_of([plan], YEAR)[plan.pk].arriving, newcomer.enrolments.count()) == (1, 1)


def test_the_whole_organisation_is_planned_and_applied_at_once(
    office, organisation, facility, other_facility, children
):
    factories.make_child(factories.make_classroom(other_facility, school_year=2026, age=0, name="ひよこ組"))

    assert services.start_plans(actor=office, organisation=organisation, school_year=YEAR) == 2
    lines = overview(organisation.facilities.all(), YEAR)
    assert {line.facility: (line.counts.moving, line.counts.graduating) for line in lines} == {
        facility: (4, 2),
        other_facility: (0, 1),
    }
    assert services.apply_plans(actor=office, organisation=organisation, school_year=YEAR) == 7
    assert services.apply_plans(actor=office, organisation=organisation, school_year=YEAR) == 0


def test_until_the_last_of_march_the_old_class_and_from_april_the_new_one(
    manager, facility, rooms, plan, children
):
    apply(manager, plan)
    room = Classroom.objects.get(facility=facility, school_year=YEAR, name="りす組")
    long = {"starts_on": date(2026, 4, 1)}
    old, new = (
        factories.make_staff("teacher", facility, one, name=f"{n}", **long)
        for n, one in enumerate((rooms[0], room))
    )

    def seen():
        return [children[0] in Child.objects.visible_to(teacher) for teacher in (old, new)]

    with time_machine.travel(LAST):
        assert seen() == [True, False]
    with time_machine.travel(FIRST):
        assert seen() == [False, True]


def test_it_is_reversible_until_the_new_year_has_begun(manager, plan, monkeypatch):
    apply(manager, plan)
    with time_machine.travel(FIRST):
        assert not has_begun(plan)
        monkeypatch.setattr(rollover, "_marks", [lambda one: one.pk == plan.pk])
        assert has_begun(plan)
        with pytest.raises(Conflict):
            services.reverse_plan(actor=manager, plan=plan)
    assert not has_begun(plan)
    monkeypatch.setattr(rollover, "_marks", [])
    with time_machine.travel(date(2027, 5, 1)):
        assert has_begun(plan)


def test_the_last_years_class_is_reachable_until_the_end_of_april(facility, rooms, plan):
    from facilities.selectors.enrolment import classrooms_reachable

    days = {LAST: {2026}, FIRST: {2026, 2027}, date(2027, 4, 30): {2026, 2027}, date(2027, 5, 1): {2027}}

    assert {
        day: set(classrooms_reachable([facility.pk], day).values_list("school_year", flat=True))
        for day in days
    } == days
