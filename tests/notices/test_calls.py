"""The call desk: one caller a household, and nobody phones who has read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, NotVisible
from facilities.models import AuditEntry, Facility, Guardian, Organisation
from notices import services
from notices.models import CallAttempt, CallTask, FacilityReach, Notice, Recipient
from notices.selectors.calls import Where, call_card, call_queue, desk_progress
from notices.selectors.paper import paper_rows
from notices.selectors.reach import open_by_facility, reach_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(office: User, organisation: Organisation, guardian: Guardian, co_guardian: Guardian) -> Notice:
    return factories.make_notice(office, organisation)


def test_a_claimed_household_is_phoned_by_one_person(
    notice: Notice, office: User, manager: User, guardian: Guardian
) -> None:
    services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)

    with pytest.raises(Conflict, match="中村 亜希子"):
        services.claim_household(actor=manager, notice=notice, household_id=guardian.household_id)


def test_claiming_again_keeps_the_same_token(notice: Notice, office: User, guardian: Guardian) -> None:
    first = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)

    again = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)

    assert again.token == first.token


def test_numbers_are_in_the_familys_order_and_their_showing_is_audited(
    notice: Notice, office: User, guardian: Guardian, co_guardian: Guardian
) -> None:
    task = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)

    card = call_card(task)

    assert [number.guardian.pk for number in card.numbers] == [guardian.pk, co_guardian.pk]
    assert [number.is_now for number in card.numbers] == [True, False]
    assert AuditEntry.objects.filter(action="calls.numbers_shown", actor=office).count() == 1


def test_after_a_voicemail_the_next_number_is_to_be_dialled(
    notice: Notice, office: User, guardian: Guardian, co_guardian: Guardian
) -> None:
    task = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)
    services.record_outcome(actor=office, task=task, token=task.token, outcome="voicemail", guardian=guardian)

    task = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)

    assert [number.is_now for number in call_card(task).numbers] == [False, True]


def test_a_household_that_was_told_leaves_the_list_and_counts_as_phoned(
    notice: Notice, office: User, guardian: Guardian, facility: Facility
) -> None:
    task = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)

    services.record_outcome(actor=office, task=task, token=task.token, outcome="reached", guardian=guardian)

    assert call_queue(office, notice) == []
    assert FacilityReach.objects.get(notice=notice, facility=facility).phoned == 1
    assert reach_of(notice).percent == 100
    assert open_by_facility(notice.pk) == {}


def test_a_household_that_reads_leaves_the_list(notice: Notice, office: User, guardian: Guardian) -> None:
    assert len(call_queue(office, notice)) == 1

    services.record_reading(actor=guardian.user, notice=notice)

    assert call_queue(office, notice) == []
    with pytest.raises(Conflict):
        services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)


def test_reading_after_a_call_moves_the_household_from_phoned_to_read(
    notice: Notice, office: User, guardian: Guardian, facility: Facility
) -> None:
    task = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)
    services.record_outcome(actor=office, task=task, token=task.token, outcome="reached", guardian=guardian)

    services.record_reading(actor=guardian.user, notice=notice)

    reach = FacilityReach.objects.get(notice=notice, facility=facility)
    assert (reach.read, reach.phoned) == (1, 0)
    assert reach_of(notice).curve[-1][1] == 1


def test_a_stale_token_writes_nothing(
    notice: Notice, office: User, manager: User, guardian: Guardian
) -> None:
    old = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)
    CallTask.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    services.claim_household(actor=manager, notice=notice, household_id=guardian.household_id)

    with pytest.raises(Conflict):
        services.record_outcome(actor=office, task=old, token=old.token, outcome="reached", guardian=guardian)

    assert not CallAttempt.objects.exists()
    assert Recipient.objects.get(notice=notice).phoned_at is None


def test_an_outcome_sent_twice_is_written_once(notice: Notice, office: User, guardian: Guardian) -> None:
    from backend.ids import uuid7

    task = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)
    key = uuid7()
    services.record_outcome(actor=office, task=task, token=task.token, outcome="no_answer", id=key)

    services.record_outcome(actor=office, task=task, token=task.token, outcome="no_answer", id=key)

    assert CallAttempt.objects.count() == 1


def test_a_facility_phones_only_its_own_families(
    office: User, organisation: Organisation, guardian: Guardian, other_manager: User
) -> None:
    notice = factories.make_notice(office, organisation)

    assert call_queue(other_manager, notice) == []
    with pytest.raises(NotVisible):
        services.claim_household(actor=other_manager, notice=notice, household_id=guardian.household_id)


def test_the_central_reader_sees_no_names(notice: Notice, reader: User, guardian: Guardian) -> None:
    assert call_queue(reader, notice) == []
    with pytest.raises(NotVisible):
        services.claim_household(actor=reader, notice=notice, household_id=guardian.household_id)


def test_households_without_a_channel_come_first(
    office: User, organisation: Organisation, guardian: Guardian, child: object
) -> None:
    silent = factories.make_guardian(child, email="", user=False)  # type: ignore[arg-type]
    notice = factories.make_notice(office, organisation)

    assert [row.household_id for row in call_queue(office, notice)] == [
        silent.household_id,
        guardian.household_id,
    ]


def test_progress_says_who_is_left_in_call_and_told(notice: Notice, office: User, guardian: Guardian) -> None:
    services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)

    progress = desk_progress(office, notice)

    assert (progress.left, progress.in_call, progress.told) == (1, 1, 0)


def test_a_family_of_two_facilities_is_at_the_one_whose_caller_holds_it(
    office: User, organisation: Organisation, manager: User, other_manager: User, guardian: Guardian,
    facility: Facility, other_facility: Facility,
) -> None:  # fmt: skip
    factories.grant(guardian, factories.make_child(factories.make_classroom(other_facility)))
    notice = factories.make_notice(office, organisation)
    first = services.claim_household(actor=manager, notice=notice, household_id=guardian.household_id)
    services.release_claim(actor=manager, task=first, token=first.token)

    second = services.claim_household(actor=other_manager, notice=notice, household_id=guardian.household_id)

    assert (first.facility_id, second.facility_id) == (facility.pk, other_facility.pk)
    assert second.pk == first.pk


def test_neither_card_nor_paper_names_a_child_whose_right_has_ended_or_is_blocked(
    notice: Notice, office: User, guardian: Guardian, facility: Facility
) -> None:
    room = factories.make_classroom(facility)
    blocked, ended = factories.make_child(room), factories.make_child(room)
    factories.grant(guardian, blocked)
    factories.grant(guardian, blocked, is_blocked=True)
    factories.grant(guardian, ended, ends_on=factories.today() - timedelta(days=1))

    card = call_card(
        services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)
    )

    assert {child.pk for child, _enrolment in card.children}.isdisjoint({blocked.pk, ended.pk})
    assert len(card.children) == 1
    (paper,) = paper_rows(notice, [facility.pk])
    assert len(paper.children) == 1


def test_the_desk_can_be_narrowed_to_one_ward(
    office: User, organisation: Organisation, facility: Facility, guardian: Guardian, other_facility: Facility
) -> None:
    elsewhere = factories.make_guardian(factories.make_child(factories.make_classroom(other_facility)))
    Facility.objects.filter(pk=facility.pk).update(area="渋谷区")
    Facility.objects.filter(pk=other_facility.pk).update(area="港区")
    notice = factories.make_notice(office, organisation)

    rows = call_queue(office, notice, where=Where.of("港区"))

    assert [row.household_id for row in rows] == [elsewhere.household_id]
    assert desk_progress(office, notice, Where.of("港区")).left == 1
    assert call_queue(office, notice, where=Where.of("どこにもない区")) == []
