"""The next school year: proposed, decided, applied by date, taken back; nobody's later change is overwritten."""

from datetime import date, timedelta

import pytest
import time_machine

from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import AuditEntry, Child, Classroom, Enrolment, RolloverPlan, RolloverRow
from facilities.selectors import rollover
from facilities.selectors.rollover import counts_of, has_begun, next_classes, overview, planning_year, rows_of
from tests import factories

WINTER = date(2027, 2, 10)
LAST, FIRST = date(2027, 3, 31), date(2027, 4, 1)
YEAR = 2027


@pytest.fixture(autouse=True)
def _winter(request):
    with time_machine.travel(WINTER):
        yield


@pytest.fixture
def rooms(facility):
    """Classes of the ages 1 to 3 of this year."""
    return [
        factories.make_classroom(facility, name=name, age=age, school_year=2026, capacity=2)
        for age, name in ((1, "うさぎ組"), (2, "りす組"), (3, "きりん組"))
    ]


@pytest.fixture
def children(rooms):
    """Two in each class."""
    return [factories.make_child(room, given_name=f"{room.name}{n}") for room in rooms for n in (1, 2)]


@pytest.fixture
def plan(manager, facility, children):
    return services.start_plan(actor=manager, facility=facility, school_year=YEAR)


def decided(plan):
    """{child: where she goes} in words."""
    rows = RolloverRow.objects.filter(plan=plan).select_related("child", "classroom")
    return {row.child.given_name: row.classroom.name if row.classroom else row.action for row in rows}


def every_enrolment():
    return sorted(Enrolment.objects.values_list(), key=str)


def apply(actor, plan):
    plan.refresh_from_db()
    return services.apply_plan(actor=actor, plan=plan, version=plan.version)


def row_of(plan, child):
    return RolloverRow.objects.get(plan=plan, child=child)


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
