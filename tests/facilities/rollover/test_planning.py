"""The next school year is proposed and decided, by those who keep the roster."""

from datetime import date

import pytest

from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import Classroom, RolloverPlan
from facilities.selectors.rollover import counts_of, planning_year, rows_of
from tests import factories
from tests.facilities.rollover.plans import FIRST, LAST, WINTER, YEAR, apply, decided, row_of


def test_everybody_goes_to_the_class_of_the_next_age_and_the_oldest_graduate(plan):
    assert decided(plan) == {
        "うさぎ組1": "りす組",
        "うさぎ組2": "りす組",
        "りす組1": "きりん組",
        "りす組2": "きりん組",
        "きりん組1": "graduate",
        "きりん組2": "graduate",
    }
    copied = Classroom.objects.filter(facility=plan.facility, school_year=YEAR)
    assert {(room.name, room.age, room.capacity) for room in copied} == {
        ("うさぎ組", 1, 2),
        ("りす組", 2, 2),
        ("きりん組", 3, 2),
    }


def test_the_oldest_of_a_nursery_do_not_slip_into_the_club_under_the_same_roof(manager, facility, children):
    club = factories.make_classroom(facility, name="1年", age=4, school_year=2026)
    pupil = factories.make_child(club, given_name="学童")
    pupil.enrolments.update(kind="after_school")

    plan = services.start_plan(actor=manager, facility=facility, school_year=YEAR)

    assert decided(plan)["きりん組1"] == "graduate"
    assert decided(plan)["学童"] == "graduate"


def test_two_possible_classes_are_for_somebody_to_decide(manager, facility, rooms, children):
    factories.make_classroom(facility, name="ぱんだ組", age=2, school_year=2026)

    plan = services.start_plan(actor=manager, facility=facility, school_year=YEAR)

    assert decided(plan)["うさぎ組1"] == "undecided"


def test_starting_again_adds_who_came_since_and_keeps_what_was_decided(
    manager, facility, rooms, children, plan
):
    row = row_of(plan, children[0])
    services.decide_rows(actor=manager, plan=plan, rows=[row.pk], action="leave")
    factories.make_child(rooms[0], given_name="新入")

    services.start_plan(actor=manager, facility=facility, school_year=YEAR)

    assert decided(plan)["うさぎ組1"] == "leave"
    assert decided(plan)["新入"] == "りす組"
    assert RolloverPlan.objects.count() == 1


def test_who_leaves_by_march_is_not_asked_about_and_who_leaves_on_the_last_day_leaves(
    manager, facility, children
):
    children[0].enrolments.update(ends_on=date(2027, 2, 28))
    children[1].enrolments.update(ends_on=LAST)

    plan = services.start_plan(actor=manager, facility=facility, school_year=YEAR)

    assert "うさぎ組1" not in decided(plan)
    assert decided(plan)["うさぎ組2"] == "leave"


def test_only_the_coming_year_can_be_planned(manager, facility, children):
    for year in (2026, 2028):
        with pytest.raises(DomainError):
            services.start_plan(actor=manager, facility=facility, school_year=year)


def test_the_year_that_is_planned_changes_on_the_first_of_may():
    days = {WINTER: 2027, FIRST: 2027, date(2027, 4, 30): 2027, date(2027, 5, 1): 2028}

    assert {day: planning_year(day) for day in days} == days


@pytest.mark.parametrize("person", ["teacher", "reader", "auditor"])
def test_who_keeps_no_roster_plans_nothing(request, person, facility):
    with pytest.raises(NotAllowed):
        services.start_plan(actor=request.getfixturevalue(person), facility=facility, school_year=YEAR)


def test_for_strangers_no_plan_is_there(other_manager, plan, children):
    acts = (
        lambda actor: services.decide_rows(actor=actor, plan=plan, rows=[], action="leave"),
        lambda actor: services.apply_plan(actor=actor, plan=plan, version=1),
        lambda actor: services.reverse_plan(actor=actor, plan=plan),
    )
    for actor in (other_manager, factories.make_guardian(children[0]).user):
        for act in acts:
            with pytest.raises(NotVisible):
                act(actor)


def test_a_facility_starts_no_plan_for_others(manager, organisation):
    with pytest.raises(NotVisible):
        services.start_plans(actor=manager, organisation=organisation, school_year=YEAR)


def test_rows_and_classes_of_other_plans_are_not_there(
    manager, other_manager, other_facility, plan, children
):
    room = factories.make_classroom(other_facility, school_year=2026)
    factories.make_child(room)
    theirs = services.start_plan(actor=other_manager, facility=other_facility, school_year=YEAR)
    row = theirs.rows.get()

    assert services.decide_rows(actor=manager, plan=plan, rows=[row.pk], action="leave") == 0
    with pytest.raises(NotVisible):
        services.decide_rows(actor=manager, plan=plan, rows=[1], action="move", classroom=room)
    row.refresh_from_db()
    assert row.action == "graduate"


def test_an_applied_plan_is_not_changed(manager, plan, children):
    apply(manager, plan)

    with pytest.raises(Conflict):
        services.decide_rows(actor=manager, plan=plan, rows=[row_of(plan, children[0]).pk], action="leave")


def test_the_statements_do_not_grow_with_the_children(
    manager, facility, rooms, plan, django_assert_num_queries
):
    for _ in range(20):
        factories.make_child(rooms[0])
    services.start_plan(actor=manager, facility=facility, school_year=YEAR)

    with django_assert_num_queries(2):
        assert len(rows_of(plan)) == 26
    with django_assert_num_queries(3):
        counts_of([plan], YEAR)
