"""Meetings of a child with two homes: one meeting, and who spoke first keeps it to herself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, NotVisible
from facilities.models import Child, Classroom, Facility, Guardian
from notices.models import Asks, Notice
from surveys import services
from surveys.models import MeetingPeriod, MeetingWish
from tests import factories
from tests.surveys.meeting_world import make_lane, make_period, slots_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


@pytest.fixture
def period(keeper: User, facility: Facility, classroom: Classroom, child: Child) -> MeetingPeriod:
    period = make_period(keeper, facility)
    make_lane(keeper, period, classroom)
    return period


def test_another_home_neither_moves_nor_gives_back_the_meeting_of_the_child(
    guardian: Guardian, separated_guardian: Guardian, child: Child, period: MeetingPeriod
) -> None:
    first, second, *_rest = slots_of(period)
    services.book_slot(actor=guardian.user, slot=first, child=child)

    for act in (services.book_slot, services.hold_slot):
        with pytest.raises(Conflict, match="arranged already"):
            act(actor=separated_guardian.user, slot=second, child=child)
    with pytest.raises(Conflict, match="arranged already"):
        services.cancel_booking(actor=separated_guardian.user, slot=first, child=child)

    assert period.slots.get(child=child) == first


def test_the_other_parent_of_the_same_home_moves_it(
    guardian: Guardian, co_guardian: Guardian, child: Child, period: MeetingPeriod
) -> None:
    first, second, *_rest = slots_of(period)
    services.book_slot(actor=guardian.user, slot=first, child=child)

    services.book_slot(actor=co_guardian.user, slot=second, child=child)

    assert period.slots.get(child=child) == second


def test_wishes_of_one_home_are_not_replaced_by_the_other(
    guardian: Guardian,
    separated_guardian: Guardian,
    child: Child,
    keeper: User,
    facility: Facility,
    classroom: Classroom,
) -> None:
    period = make_period(keeper, facility, mode="wishes")
    make_lane(keeper, period, classroom)
    first, second, *_rest = slots_of(period)
    services.save_wishes(actor=guardian.user, period=period, child=child, wishes=[first.pk])

    with pytest.raises(Conflict, match="arranged already"):
        services.save_wishes(actor=separated_guardian.user, period=period, child=child, wishes=[second.pk])

    assert MeetingWish.objects.get().slot == first


def test_a_booking_sent_again_after_the_end_is_still_the_same_booking(
    guardian: Guardian, child: Child, period: MeetingPeriod
) -> None:
    slot = slots_of(period)[0]
    services.book_slot(actor=guardian.user, slot=slot, child=child)
    now = timezone.now()
    MeetingPeriod.objects.update(opens_at=now - timedelta(days=3), closes_at=now - timedelta(days=1))

    again = services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)

    assert again.pk == slot.pk


def test_until_its_notice_has_left_nobody_books(
    guardian: Guardian, child: Child, period: MeetingPeriod, keeper: User, facility: Facility
) -> None:
    draft = factories.make_draft(keeper, facility.organisation, facility, urgency="everyday")
    Notice.objects.filter(pk=draft.pk).update(asks=Asks.MEETING)
    MeetingPeriod.objects.update(notice=draft)

    with pytest.raises(NotVisible):
        services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)
