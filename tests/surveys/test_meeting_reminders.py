"""Reminders of meetings: once at each time to who is silent, the day before to the others; announcing wishes."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed
from facilities.models import Child, Classroom, Facility, Guardian
from notices.messages import writer_of
from notices.models import Delivery, Message, Notice, Recipient
from surveys import services
from surveys.models import MeetingPeriod, MeetingSlot
from tests import factories
from tests.conftest import MORNING
from tests.surveys.meeting_world import make_lane, make_period, open_period, slots_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
Clock = time_machine.Traveller


@pytest.fixture
def period(
    clock: Clock, keeper: User, facility: Facility, classroom: Classroom, guardian: Guardian
) -> MeetingPeriod:
    """Families choose until six in the evening of the day after tomorrow; meetings are in ten days."""
    ends = MORNING.replace(hour=18) + timedelta(days=2)
    period = make_period(keeper, facility, published=False, opens_at=None, closes_at=ends)
    make_lane(keeper, period, classroom)
    open_period(keeper, period)
    Delivery.objects.filter(notice=period.notice_id).update(state="handed_over")
    return period


@pytest.fixture
def wished(
    keeper: User, facility: Facility, classroom: Classroom, child: Child, guardian: Guardian
) -> MeetingPeriod:
    """By wishes, with one time that one of two children wished for."""
    period = make_period(keeper, facility, published=False, opens_at=None, mode="wishes")
    make_lane(keeper, period, classroom, slots=1)
    factories.make_guardian(factories.make_child(classroom, given_name="蓮"))
    open_period(keeper, period)
    services.save_wishes(actor=guardian.user, period=period, child=child, wishes=[slots_of(period)[0].pk])
    return period


def rounds(period: MeetingPeriod) -> int:
    return Notice.objects.get(meeting_period=period).reminded


def evening_before(period: MeetingPeriod) -> timedelta:
    """From the fixed morning to a little after five o'clock of the day before the first meeting."""
    first = timezone.localtime(slots_of(period)[0].starts_at)
    return first.replace(hour=17, minute=5) - timedelta(days=1) - MORNING


def test_the_button_reminds_who_is_silent_and_a_second_tap_does_not(
    keeper: User, period: MeetingPeriod
) -> None:
    assert services.remind_unbooked(actor=keeper, period=period) == 1
    with pytest.raises(Conflict, match="nobody was reminded again"):
        services.remind_unbooked(actor=keeper, period=period)

    assert rounds(period) == 1


def test_a_teacher_reminds_nobody(teacher: User, period: MeetingPeriod) -> None:
    with pytest.raises(NotAllowed):
        services.remind_unbooked(actor=teacher, period=period)


def test_who_has_a_time_is_not_reminded(
    keeper: User, period: MeetingPeriod, child: Child, guardian: Guardian
) -> None:
    services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)

    assert services.remind_unbooked(actor=keeper, period=period) == 0


def test_who_got_a_time_before_the_notice_left_is_settled_by_the_beat(
    period: MeetingPeriod, child: Child, guardian: Guardian
) -> None:
    MeetingSlot.objects.filter(pk=slots_of(period)[0].pk).update(child=child, household=guardian.household)

    services.remind_of_meetings()

    assert Recipient.objects.get(notice=period.notice_id).answered_at is not None


def test_without_chosen_times_the_last_morning_reminds_once(period: MeetingPeriod, clock: Clock) -> None:
    clock.move_to(MORNING + timedelta(days=2, minutes=-20))  # ten to eight
    services.remind_of_meetings()
    assert rounds(period) == 0
    clock.move_to(MORNING + timedelta(days=2))
    services.remind_of_meetings()
    services.remind_of_meetings()

    assert rounds(period) == 1


def test_at_each_chosen_time_once(period: MeetingPeriod, clock: Clock) -> None:
    times = [MORNING + timedelta(hours=5), MORNING + timedelta(hours=9)]
    MeetingPeriod.objects.update(remind_times=times)
    for at in (*times, times[1] + timedelta(hours=1)):
        clock.move_to(at + timedelta(minutes=1))
        services.remind_of_meetings()

    assert rounds(period) == 2


def test_the_evening_before_the_family_is_reminded_once(
    period: MeetingPeriod, clock: Clock, child: Child, guardian: Guardian
) -> None:
    services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)
    clock.move_to(MORNING + evening_before(period) - timedelta(hours=1))
    services.remind_of_meetings()
    assert not Message.objects.filter(kind="meeting_reminder").exists()
    clock.move_to(MORNING + evening_before(period))
    for _run in range(2):
        services.remind_of_meetings()

    message = Message.objects.get(kind="meeting_reminder")
    assert message.guardian == guardian
    words = writer_of("meeting_reminder")(message)  # type: ignore[misc] # surveys.messages is there
    assert words and words.title.startswith("Tomorrow is the meeting") and child.given_name not in words.title


def test_of_what_was_given_back_there_is_nothing_to_say(
    keeper: User, period: MeetingPeriod, child: Child, guardian: Guardian
) -> None:
    given = services.give_slot(
        actor=keeper, slot=slots_of(period)[0], child=child, household=guardian.household
    )
    booked = Message.objects.get(kind="meeting")
    write = writer_of("meeting")
    assert write and write(booked)

    services.free_slot(actor=keeper, slot=given)

    assert write(booked) is None
    off = Message.objects.exclude(pk=booked.pk).get(kind="meeting")
    told = write(off)
    assert told and told.title.startswith("Meeting given back")


def test_announcing_tells_each_family_once_and_asks_the_others_again(
    keeper: User, wished: MeetingPeriod, guardian: Guardian
) -> None:
    services.assign_meetings(actor=keeper, period=wished)
    assert not Message.objects.filter(kind="meeting").exists()

    for _tap in range(2):
        services.announce_meetings(actor=keeper, period=wished)

    assert [row.guardian for row in Message.objects.filter(kind="meeting")] == [guardian]
    answered = Recipient.objects.filter(notice=wished.notice_id, answered_at__isnull=False)
    assert [row.household for row in answered] == [guardian.household]


def test_a_family_whose_wish_came_to_nothing_is_open_again(
    keeper: User, wished: MeetingPeriod, child: Child, guardian: Guardian
) -> None:
    younger = Child.objects.exclude(pk=child.pk).get()
    other = Guardian.objects.exclude(pk=guardian.pk).get()
    (slot,) = slots_of(wished)
    services.give_slot(actor=keeper, slot=slot, child=younger, household=other.household)

    services.announce_meetings(actor=keeper, period=wished)

    open_rows = Recipient.objects.filter(notice=wished.notice_id, answered_at__isnull=True)
    assert [row.household for row in open_rows] == [guardian.household]


def test_nothing_is_announced_before_times_are_given_or_by_a_teacher(
    keeper: User, teacher: User, wished: MeetingPeriod, period: MeetingPeriod
) -> None:
    with pytest.raises(Conflict, match="Nobody has a time yet"):
        services.announce_meetings(actor=keeper, period=wished)
    with pytest.raises(DomainError, match="by wishes"):
        services.announce_meetings(actor=keeper, period=period)
    with pytest.raises(NotAllowed):
        services.announce_meetings(actor=teacher, period=wished)
