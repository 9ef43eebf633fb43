"""Meetings go out with a notice that stays open until every child of a family has a time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian
from notices.models import Asks, Message, Notice, Recipient, State
from surveys import services
from surveys.models import MeetingChange, MeetingPeriod
from tests import factories
from tests.surveys.meeting_world import make_lane, make_period, open_period, slots_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


@pytest.fixture
def draft(keeper: User, facility: Facility, classroom: Classroom, guardian: Guardian) -> MeetingPeriod:
    period = make_period(keeper, facility, published=False, opens_at=None)
    make_lane(keeper, period, classroom)
    return period


@pytest.fixture
def period(keeper: User, draft: MeetingPeriod) -> MeetingPeriod:
    return open_period(keeper, draft)


def is_settled(period: MeetingPeriod, guardian: Guardian) -> bool:
    row = Recipient.objects.get(notice=period.notice_id, household=guardian.household_id)
    return row.answered_at is not None


def test_publishing_twice_sends_one_notice_that_asks(keeper: User, draft: MeetingPeriod) -> None:
    for _tap in range(2):
        services.publish_period(actor=keeper, period=draft)

    notice = Notice.objects.get()
    assert (notice.asks, notice.state) == (Asks.MEETING, State.SCHEDULED)
    assert draft.notice == notice and draft.opens_at == notice.publish_at
    assert AuditEntry.objects.filter(action="meetings.publish").count() == 1


def test_only_families_of_its_classes_are_asked(
    keeper: User, draft: MeetingPeriod, guardian: Guardian, other_classroom: Classroom
) -> None:
    factories.make_guardian(factories.make_child(other_classroom))

    open_period(keeper, draft)

    asked = Recipient.objects.filter(notice=draft.notice_id)
    assert [row.household for row in asked] == [guardian.household]


def test_taken_back_in_the_hold_it_is_a_draft_and_can_be_sent_again(
    keeper: User, draft: MeetingPeriod
) -> None:
    services.publish_period(actor=keeper, period=draft)

    for _tap in range(2):
        services.undo_period(actor=keeper, period=draft)

    assert (draft.published_at, draft.opens_at) == (None, None)
    services.publish_period(actor=keeper, period=draft)
    assert Notice.objects.get().state == State.SCHEDULED


def test_what_has_left_is_neither_taken_back_nor_thrown_away(keeper: User, period: MeetingPeriod) -> None:
    with pytest.raises(Conflict, match="went out already"):
        services.undo_period(actor=keeper, period=period)
    with pytest.raises(Conflict, match="cannot be thrown away"):
        services.discard_period(actor=keeper, period=period)


def test_a_draft_is_thrown_away_with_its_notice(keeper: User, draft: MeetingPeriod) -> None:
    services.publish_period(actor=keeper, period=draft)
    services.undo_period(actor=keeper, period=draft)

    for _tap in range(2):
        services.discard_period(actor=keeper, period=draft)

    assert not MeetingPeriod.objects.exists() and not Notice.objects.exists()


def test_without_a_time_to_choose_nothing_is_sent(keeper: User, draft: MeetingPeriod) -> None:
    draft.slots.update(is_blocked=True)

    with pytest.raises(DomainError, match="no time to choose"):
        services.publish_period(actor=keeper, period=draft)

    assert not Notice.objects.exists()


def test_somebody_elses_change_stops_the_sending(keeper: User, draft: MeetingPeriod) -> None:
    with pytest.raises(Conflict):
        services.publish_period(actor=keeper, period=draft, version=draft.version - 1)


def test_who_may_not_set_up_meetings_may_not_send_them(
    teacher: User, other_manager: User, draft: MeetingPeriod
) -> None:
    for act in (services.publish_period, services.undo_period, services.discard_period):
        with pytest.raises(NotAllowed):
            act(actor=teacher, period=draft)
        with pytest.raises(NotVisible):
            act(actor=other_manager, period=draft)


def test_a_family_is_settled_when_every_child_has_a_time(
    keeper: User, child: Child, guardian: Guardian, classroom: Classroom, period: MeetingPeriod
) -> None:
    younger = factories.make_child(classroom, given_name="蓮")
    factories.grant(guardian, younger)
    first, second, *_rest = slots_of(period)

    services.book_slot(actor=guardian.user, slot=first, child=child)
    assert not is_settled(period, guardian)
    services.book_slot(actor=guardian.user, slot=second, child=younger)
    assert is_settled(period, guardian)
    services.cancel_booking(actor=guardian.user, slot=slots_of(period)[0], child=child)
    assert not is_settled(period, guardian)


def test_a_child_with_two_homes_is_settled_for_both(
    child: Child,
    guardian: Guardian,
    separated_guardian: Guardian,
    keeper: User,
    facility: Facility,
    classroom: Classroom,
) -> None:
    period = make_period(keeper, facility, published=False)
    make_lane(keeper, period, classroom)
    open_period(keeper, period)

    services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)

    assert is_settled(period, guardian) and is_settled(period, separated_guardian)


def test_wishes_settle_a_family_until_they_are_given_out(
    keeper: User, child: Child, guardian: Guardian, facility: Facility, classroom: Classroom
) -> None:
    period = make_period(keeper, facility, published=False, mode="wishes")
    make_lane(keeper, period, classroom, slots=1)
    open_period(keeper, period)
    (slot,) = slots_of(period)

    services.save_wishes(actor=guardian.user, period=period, child=child, wishes=[slot.pk])

    assert is_settled(period, guardian)


def test_the_other_adults_of_the_home_hear_of_a_booking_and_strangers_do_not(
    child: Child,
    guardian: Guardian,
    co_guardian: Guardian,
    separated_guardian: Guardian,
    period: MeetingPeriod,
) -> None:
    services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)

    told = Message.objects.filter(kind="meeting")
    assert {row.guardian for row in told} == {co_guardian}
    assert told[0].about == MeetingChange.objects.get().pk


def test_a_proposal_is_told_to_nobody(
    keeper: User, child: Child, guardian: Guardian, facility: Facility, classroom: Classroom
) -> None:
    period = make_period(keeper, facility, mode="wishes", closes_at=timezone.now() + timedelta(days=1))
    make_lane(keeper, period, classroom)

    services.give_slot(actor=keeper, slot=slots_of(period)[0], child=child, household=guardian.household)

    assert not Message.objects.exists()
