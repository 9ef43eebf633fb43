"""A child's places: moving, leaving, coming back, going elsewhere; the past stays as it was."""

from datetime import date, timedelta

import pytest
import time_machine

from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import AuditEntry, Child, Enrolment, Transfer
from facilities.selectors.enrolment import (
    Access,
    access_after_leaving,
    enrolments_seen_by,
    history_places,
    history_visible_from,
)
from tests import factories

TODAY = factories.today()
TOMORROW = TODAY + timedelta(days=1)
IN_A_WEEK = TODAY + timedelta(days=7)


def spans(child):
    rows = Enrolment.objects.filter(child=child).order_by("starts_on", "classroom__name")
    return [(row.classroom.name, row.starts_on, row.ends_on) for row in rows]


@pytest.fixture
def elsewhere(other_facility):
    return factories.make_classroom(other_facility, name="りす組")


@pytest.fixture
def going(manager, child, facility, elsewhere):
    """A transfer in a week."""
    return services.transfer_child(
        actor=manager, child=child, facility=facility, to_classroom=elsewhere, moves_on=IN_A_WEEK
    )


def test_a_move_ends_the_old_row_the_day_before_and_begins_a_new_one(
    manager, child, classroom, other_classroom
):
    since = child.enrolments.get().starts_on

    services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)

    assert spans(child) == [
        (classroom.name, since, IN_A_WEEK - timedelta(days=1)),
        (other_classroom.name, IN_A_WEEK, None),
    ]
    assert AuditEntry.objects.get(action="child.move").child == child


def test_moving_twice_changes_nothing(manager, child, other_classroom):
    first = services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)

    again = services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)

    assert again == first
    assert Enrolment.objects.count() == 2
    assert AuditEntry.objects.filter(action="child.move").count() == 1


def test_a_day_that_is_over_is_refused(manager, child, other_classroom):
    before = spans(child)

    for day in (TODAY - timedelta(days=1), TODAY - timedelta(days=60)):
        with pytest.raises(DomainError):
            services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=day)
        with pytest.raises(DomainError):
            services.leave_facility(
                actor=manager, child=child, facility=child.enrolments.get().facility, last_day=day
            )

    assert spans(child) == before


def test_a_keeper_who_looked_at_an_older_page_is_told(manager, child, facility, other_classroom):
    third = factories.make_classroom(facility)
    seen = child.enrolments.get().pk
    services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=TODAY, seen=seen)

    with pytest.raises(Conflict):
        services.move_class(actor=manager, child=child, classroom=third, moves_on=TODAY, seen=seen)


def test_a_class_of_another_school_year_is_refused(manager, child, facility, classroom):
    past = factories.make_classroom(facility, school_year=classroom.school_year - 1)

    with pytest.raises(DomainError):
        services.move_class(actor=manager, child=child, classroom=past, moves_on=TODAY)


@pytest.mark.parametrize("person", ["teacher", "reader", "auditor"])
def test_staff_who_keep_no_roster_are_refused(request, person, child, other_classroom):
    actor = request.getfixturevalue(person)

    with pytest.raises(NotAllowed):
        services.move_class(actor=actor, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)


def test_for_strangers_nothing_is_there(other_manager, guardian, child, other_classroom, elsewhere):
    for actor in (other_manager, guardian.user):
        with pytest.raises(NotVisible):
            services.move_class(actor=actor, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)
    with pytest.raises(NotVisible):
        services.enrol_child(actor=other_manager, child=child, classroom=elsewhere, starts_on=IN_A_WEEK)


def test_nobody_keeps_the_places_of_her_own_child(manager, child, household, other_classroom):
    factories.make_guardian(child, household, user=manager)

    with pytest.raises(NotVisible):
        services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)


def test_a_second_regular_place_is_refused(manager, office, child, other_classroom, elsewhere):
    for actor, room in ((manager, other_classroom), (office, elsewhere)):
        with pytest.raises(Conflict):
            services.enrol_child(actor=actor, child=child, classroom=room, starts_on=TODAY)


def test_a_temporary_place_stands_beside_the_regular_one(office, child, elsewhere):
    row = services.enrol_child(
        actor=office, child=child, classroom=elsewhere, starts_on=TODAY, kind="temporary", ends_on=IN_A_WEEK
    )

    assert row.ends_on == IN_A_WEEK
    assert Enrolment.objects.count() == 2


def test_leaving_and_taking_it_back_leaves_the_row_as_it_was(manager, child, facility):
    before = Enrolment.objects.values().get()

    services.leave_facility(actor=manager, child=child, facility=facility, last_day=IN_A_WEEK)
    assert Enrolment.objects.get().ends_on == IN_A_WEEK
    services.undo_leave(actor=manager, child=child, facility=facility)

    assert Enrolment.objects.values().get() == before


def test_after_the_last_day_leaving_cannot_be_taken_back(manager, child, facility):
    services.leave_facility(actor=manager, child=child, facility=facility, last_day=TOMORROW)

    with time_machine.travel(TODAY + timedelta(days=2)), pytest.raises(Conflict):
        services.undo_leave(actor=manager, child=child, facility=facility)


def test_who_comes_back_gets_a_new_row_and_the_old_one_stays(manager, child, facility, classroom):
    services.leave_facility(actor=manager, child=child, facility=facility, last_day=TOMORROW)
    old = Enrolment.objects.values().get()

    with time_machine.travel(TODAY + timedelta(days=30)):
        row = services.return_child(
            actor=manager, child=child, classroom=classroom, starts_on=TODAY + timedelta(days=31)
        )

    assert Enrolment.objects.values().get(pk=old["id"]) == old
    assert (row.starts_on, row.ends_on) == (TODAY + timedelta(days=31), None)


def test_the_teacher_sees_a_child_from_the_first_to_the_last_day(
    manager, teacher, other_teacher, child, other_classroom
):
    services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)

    def seen():
        return [child in Child.objects.visible_to(user) for user in (teacher, other_teacher)]

    assert seen() == [True, False]
    with time_machine.travel(IN_A_WEEK):
        assert seen() == [False, True]


def test_a_transfer_ends_here_and_begins_there(manager, child, facility, elsewhere, going):
    assert [(name, end) for name, _start, end in spans(child)] == [
        ("うさぎ組", IN_A_WEEK - timedelta(days=1)),
        ("りす組", None),
    ]
    again = services.transfer_child(
        actor=manager, child=child, facility=facility, to_classroom=elsewhere, moves_on=IN_A_WEEK
    )
    assert again == going
    assert Transfer.objects.count() == 1


def test_the_receiving_facility_cannot_fetch_a_child(other_manager, child, facility, elsewhere):
    with pytest.raises(NotVisible):
        services.transfer_child(
            actor=other_manager, child=child, facility=facility, to_classroom=elsewhere, moves_on=IN_A_WEEK
        )


def test_the_central_office_may_transfer(office, child, facility, elsewhere):
    assert services.transfer_child(
        actor=office, child=child, facility=facility, to_classroom=elsewhere, moves_on=IN_A_WEEK
    )


def test_another_organisation_is_no_target(manager, child, facility):
    with pytest.raises(NotVisible):
        services.transfer_child(
            actor=manager,
            child=child,
            facility=facility,
            to_classroom=factories.make_classroom(),
            moves_on=IN_A_WEEK,
        )


def test_taking_a_transfer_back_leaves_every_row_as_it_was(manager, child, facility, elsewhere):
    before = Enrolment.objects.values().get()
    transfer = services.transfer_child(
        actor=manager, child=child, facility=facility, to_classroom=elsewhere, moves_on=IN_A_WEEK
    )

    services.cancel_transfer(actor=manager, transfer=transfer)
    services.cancel_transfer(actor=manager, transfer=transfer)

    assert Enrolment.objects.values().get() == before


def test_without_consent_the_new_facility_reads_nothing_of_the_past(
    other_manager, child, facility, other_facility, guardian, going
):
    with time_machine.travel(IN_A_WEEK):
        assert history_visible_from(child, other_facility.pk) == IN_A_WEEK
        assert history_places(child, other_facility.pk) == {other_facility.pk: None}
        assert [row.facility for row in enrolments_seen_by(other_manager, child)] == [other_facility]

        services.answer_transfer(actor=guardian.user, transfer=going, consents=True)

        since = child.enrolments.order_by("starts_on").first().starts_on
        assert history_visible_from(child, other_facility.pk) == since
        assert history_places(child, other_facility.pk)[facility.pk] == IN_A_WEEK - timedelta(days=1)
        assert len(enrolments_seen_by(other_manager, child)) == 2

        services.answer_transfer(actor=guardian.user, transfer=going, consents=False)
        assert history_visible_from(child, other_facility.pk) == IN_A_WEEK


def test_what_came_along_goes_along_again_but_only_up_to_its_day(
    office, child, facility, other_facility, guardian, going
):
    third = factories.make_facility(facility.organisation)
    services.answer_transfer(actor=guardian.user, transfer=going, consents=True)
    with time_machine.travel(IN_A_WEEK):
        onward = services.transfer_child(
            actor=office,
            child=child,
            facility=other_facility,
            to_classroom=factories.make_classroom(third),
            moves_on=IN_A_WEEK + timedelta(days=7),
        )
        assert facility.pk not in history_places(child, third.pk)
        services.answer_transfer(actor=guardian.user, transfer=onward, consents=True)

    assert history_places(child, third.pk) == {
        third.pk: None,
        other_facility.pk: IN_A_WEEK + timedelta(days=6),
        facility.pk: IN_A_WEEK - timedelta(days=1),
    }


def test_only_who_may_answer_answers(going, relative, outsider, blocked_guardian, manager):
    with pytest.raises(NotAllowed):
        services.answer_transfer(actor=relative.user, transfer=going, consents=True)
    for actor in (outsider.user, blocked_guardian.user, manager):
        with pytest.raises(NotVisible):
            services.answer_transfer(actor=actor, transfer=going, consents=True)


def test_a_refusal_is_not_overruled_by_the_other_household(going, guardian, separated_guardian):
    services.answer_transfer(actor=separated_guardian.user, transfer=going, consents=False)

    with pytest.raises(Conflict):
        services.answer_transfer(actor=guardian.user, transfer=going, consents=True)

    services.answer_transfer(actor=separated_guardian.user, transfer=going, consents=True)
    assert services.answer_transfer(actor=guardian.user, transfer=going, consents=False).consent_refused_at


def test_answering_twice_leaves_one_trace(going, guardian):
    for _ in range(2):
        services.answer_transfer(actor=guardian.user, transfer=going, consents=True)

    assert AuditEntry.objects.filter(action="transfer.consent").count() == 1


def test_a_family_goes_on_for_ninety_days_and_then_reads(child, facility, classroom):
    child.enrolments.update(starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31))
    rows = list(child.enrolments.all())

    days = {
        day: access_after_leaving(rows, facility.pk, day) for day in (date(2026, 6, 29), date(2026, 6, 30))
    }

    assert list(days.values()) == [Access.OPEN, Access.READING]
    assert access_after_leaving(rows, factories.make_facility().pk, TODAY) is Access.OVER
