"""Meetings: slots without overlaps, one a child, changes until the set time, wishes given out by staff."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian, StaffMember
from surveys import services
from surveys.models import MeetingChange, MeetingPeriod, MeetingSlot
from surveys.selectors.meetings import free_slots, unbooked_children
from tests import factories
from tests.surveys.meeting_world import make_lane, make_period, slots_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


@pytest.fixture
def period(keeper: User, facility: Facility, classroom: Classroom, child: Child) -> MeetingPeriod:
    period = make_period(keeper, facility)
    make_lane(keeper, period, classroom)
    return period


def test_slots_fill_the_day_round_its_breaks(keeper: User, facility: Facility, classroom: Classroom) -> None:
    period = make_period(keeper, facility, published=False, minutes=15, pause=5)
    lane = services.add_lane(actor=keeper, period=period, classroom=classroom)
    rest = ((time(17), time(17, 30)),)

    made = services.make_slots(
        actor=keeper,
        lane=lane,
        openings=[services.Opening(period.starts_on, time(16), time(18, 10), rest)],
    )

    clocks = [timezone.localtime(slot.starts_at).strftime("%H:%M") for slot in slots_of(period)]
    assert made == 5
    assert clocks == ["16:00", "16:20", "16:40", "17:30", "17:50"]


def test_the_same_day_made_again_adds_nothing(keeper: User, period: MeetingPeriod) -> None:
    opening = services.Opening(period.starts_on, time(16), time(17))

    again = services.make_slots(actor=keeper, lane=period.lanes.get(), openings=[opening])

    assert (again, period.slots.count()) == (0, 4)


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        ((time(17), time(16), ()), "later than the beginning"),
        ((time(16), time(17), ((time(18), time(19)),)), "breaks must lie inside"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(
    keeper: User,
    period: MeetingPeriod,
    opening: tuple[time, time, tuple[tuple[time, time], ...]],
    sentence: str,
) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.make_slots(
            actor=keeper, lane=period.lanes.get(), openings=[services.Opening(period.starts_on, *opening)]
        )


def test_a_teacher_of_two_classes_is_in_one_place_at_a_time(
    keeper: User, teacher: User, facility: Facility, classroom: Classroom, other_classroom: Classroom
) -> None:
    period = make_period(keeper, facility, published=False)
    member = StaffMember.objects.get(user=teacher)
    first, second = (
        services.add_lane(actor=keeper, period=period, classroom=room, member=member)
        for room in (classroom, other_classroom)
    )
    early = services.Opening(period.starts_on, time(15), time(16))
    whole = services.Opening(period.starts_on, time(15), time(17))

    assert services.make_slots(actor=keeper, lane=first, openings=[early]) == 4
    assert services.make_slots(actor=keeper, lane=second, openings=[whole]) == 4
    assert second.slots.earliest("starts_at").starts_at == first.slots.latest("ends_at").ends_at


def test_a_guardian_books_and_booking_again_is_the_same_booking(
    guardian: Guardian, child: Child, period: MeetingPeriod
) -> None:
    slot = slots_of(period)[1]

    for _tap in range(2):
        services.book_slot(actor=guardian.user, slot=slot, child=child)

    booked = MeetingSlot.objects.get(child=child)
    assert (booked.pk, booked.household, booked.booked_by) == (slot.pk, guardian.household, guardian.user)
    assert MeetingChange.objects.count() == AuditEntry.objects.filter(action="meetings.booked").count() == 1
    assert not unbooked_children(period).exists()


def test_another_time_gives_the_first_one_back(
    guardian: Guardian, child: Child, period: MeetingPeriod
) -> None:
    first, second, *_rest = slots_of(period)
    services.book_slot(actor=guardian.user, slot=first, child=child)

    services.book_slot(actor=guardian.user, slot=second, child=child)

    assert list(period.slots.filter(child=child)) == [second]
    assert free_slots(child, period, guardian.user_id, timezone.now()).first() == first


def test_a_time_just_taken_is_said_and_nothing_is_lost(
    guardian: Guardian, child: Child, classroom: Classroom, period: MeetingPeriod
) -> None:
    other = factories.make_guardian(factories.make_child(classroom, given_name="蓮"))
    first, second, *_rest = slots_of(period)
    services.book_slot(actor=other.user, slot=first, child=Child.objects.exclude(pk=child.pk).get())
    services.book_slot(actor=guardian.user, slot=second, child=child)

    with pytest.raises(Conflict, match="just taken"):
        services.book_slot(actor=guardian.user, slot=first, child=child)

    assert period.slots.get(child=child) == second


def test_a_time_held_by_a_family_that_is_confirming_waits_five_minutes(
    guardian: Guardian, child: Child, classroom: Classroom, period: MeetingPeriod
) -> None:
    younger = factories.make_child(classroom, given_name="蓮")
    other = factories.make_guardian(younger)
    slot = slots_of(period)[0]
    services.hold_slot(actor=other.user, slot=slot, child=younger)

    assert slot not in free_slots(child, period, guardian.user_id, timezone.now())
    with pytest.raises(Conflict):
        services.book_slot(actor=guardian.user, slot=slot, child=child)

    MeetingSlot.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    services.book_slot(actor=guardian.user, slot=slot, child=child)
    assert period.slots.get(child=child) == slot


def test_after_the_set_time_the_family_phones_and_staff_may_still_move_it(
    guardian: Guardian, child: Child, keeper: User, period: MeetingPeriod
) -> None:
    first, second, *_rest = slots_of(period)
    services.book_slot(actor=guardian.user, slot=first, child=child)
    MeetingPeriod.objects.update(change_hours=24 * 30)

    with pytest.raises(DomainError, match="too late to change"):
        services.cancel_booking(actor=guardian.user, slot=slots_of(period)[0], child=child)

    services.give_slot(actor=keeper, slot=second, child=child, household=guardian.household)
    assert period.slots.get(child=child) == second


def test_cancelling_twice_is_once(guardian: Guardian, child: Child, period: MeetingPeriod) -> None:
    slot = slots_of(period)[0]
    services.book_slot(actor=guardian.user, slot=slot, child=child)

    for _tap in range(2):
        services.cancel_booking(actor=guardian.user, slot=slot, child=child)

    assert not period.slots.filter(child=child).exists()
    assert MeetingChange.objects.filter(act=MeetingChange.Act.CANCELLED).count() == 1


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"), [(1, 5, "not begun"), (-5, -1, "over")], ids=["early", "late"]
)
def test_outside_the_time_of_booking_a_sentence_says_so(
    guardian: Guardian, child: Child, period: MeetingPeriod, opens: int, closes: int, sentence: str
) -> None:
    now = timezone.now()
    MeetingPeriod.objects.update(opens_at=now + timedelta(days=opens), closes_at=now + timedelta(days=closes))

    with pytest.raises(DomainError, match=sentence):
        services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)


@pytest.mark.parametrize("who", ["blocked_guardian", "expired_guardian", "outsider"])
def test_for_strangers_there_is_nothing(
    who: str, request: pytest.FixtureRequest, child: Child, period: MeetingPeriod
) -> None:
    stranger: Guardian = request.getfixturevalue(who)

    with pytest.raises(NotVisible):
        services.book_slot(actor=stranger.user, slot=slots_of(period)[0], child=child)


def test_a_relative_who_only_reads_books_nothing(
    relative: Guardian, child: Child, period: MeetingPeriod
) -> None:
    with pytest.raises(NotAllowed):
        services.book_slot(actor=relative.user, slot=slots_of(period)[0], child=child)


def test_a_slot_of_another_class_is_not_there(
    guardian: Guardian, child: Child, keeper: User, other_classroom: Classroom, period: MeetingPeriod
) -> None:
    lane = make_lane(keeper, period, other_classroom)

    with pytest.raises(NotVisible):
        services.book_slot(actor=guardian.user, slot=lane.slots.first(), child=child)


def test_a_teacher_blocks_slots_of_her_own_lane_only(
    teacher: User, other_teacher: User, keeper: User, classroom: Classroom, period: MeetingPeriod
) -> None:
    lane = services.add_lane(
        actor=keeper, period=period, classroom=classroom, member=teacher.staff_members.get()
    )
    services.make_slots(
        actor=teacher, lane=lane, openings=[services.Opening(period.starts_on, time(16), time(17))]
    )

    changed = services.block_slots(actor=teacher, lane=lane, slots=lane.slots.all()[:2], is_blocked=True)

    assert changed == 2
    with pytest.raises(NotAllowed):
        services.block_slots(actor=other_teacher, lane=lane, slots=lane.slots.all(), is_blocked=True)


def test_a_teacher_sets_up_no_meetings(teacher: User, other_manager: User, facility: Facility) -> None:
    with pytest.raises(NotAllowed):
        make_period(teacher, facility)
    with pytest.raises(NotVisible):
        make_period(other_manager, facility)


def test_a_lane_with_a_booking_stays(
    guardian: Guardian, child: Child, keeper: User, period: MeetingPeriod
) -> None:
    services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)

    with pytest.raises(Conflict, match="Families have booked"):
        services.remove_lane(actor=keeper, lane=period.lanes.get())


def test_wishes_are_given_out_and_say_why(
    guardian: Guardian, child: Child, classroom: Classroom, keeper: User, facility: Facility
) -> None:
    period = make_period(keeper, facility, mode="wishes")
    make_lane(keeper, period, classroom)
    first, second, third, last = slots_of(period)
    younger = factories.make_child(classroom, given_name="蓮")
    other = factories.make_guardian(younger)
    services.save_wishes(actor=guardian.user, period=period, child=child, wishes=[first.pk, second.pk])
    services.save_wishes(
        actor=other.user, period=period, child=younger, wishes=[first.pk], cannot=[third.pk, last.pk]
    )

    services.assign_meetings(actor=keeper, period=period)

    assert [(slot.child, slot.reason) for slot in slots_of(period)] == [
        (younger, "wish_1"),
        (child, "wish_2"),
        (None, ""),
        (None, ""),
    ]


def test_what_staff_placed_by_hand_stays_when_it_is_assigned_again(
    guardian: Guardian, child: Child, classroom: Classroom, keeper: User, facility: Facility
) -> None:
    period = make_period(keeper, facility, mode="wishes")
    make_lane(keeper, period, classroom)
    first, *_rest, last = slots_of(period)
    services.save_wishes(actor=guardian.user, period=period, child=child, wishes=[first.pk])
    services.assign_meetings(actor=keeper, period=period)
    services.give_slot(actor=keeper, slot=last, child=child, household=guardian.household)

    services.assign_meetings(actor=keeper, period=period)

    assert period.slots.get(child=child) == last


def test_four_wishes_are_too_many(
    guardian: Guardian, child: Child, classroom: Classroom, keeper: User, facility: Facility
) -> None:
    period = make_period(keeper, facility, mode="wishes")
    make_lane(keeper, period, classroom)

    with pytest.raises(DomainError, match="three times at most"):
        services.save_wishes(
            actor=guardian.user, period=period, child=child, wishes=[slot.pk for slot in slots_of(period)]
        )
