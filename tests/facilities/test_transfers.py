"""A child goes to another facility, and the family says what of the past goes along."""

from datetime import timedelta

import pytest
import time_machine

from backend.errors import Conflict, NotAllowed, NotVisible
from facilities import services
from facilities.models import AuditEntry, Enrolment, Transfer
from facilities.selectors.enrolment import enrolments_seen_by, history_places, history_visible_from
from tests import factories
from tests.facilities.places import IN_A_WEEK, spans


@pytest.fixture
def going(manager, child, facility, elsewhere):
    """A transfer in a week."""
    return services.transfer_child(
        actor=manager, child=child, facility=facility, to_classroom=elsewhere, moves_on=IN_A_WEEK
    )


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
