"""Meetings of the demo's nursery: families choose their times at the moment, and half of them have."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from backend.demo_data import surveys_sql as sql
from backend.demo_data.numbers import Plan, run
from backend.demo_data.places import Places
from facilities.models import Classroom, Enrolment, Facility, Guardian, Role, StaffMember, StaffPost
from notices.models import Asks, Notice, NoticeClassroom, Scope, State
from notices.selectors.audience import classes_and_days
from notices.services.publication import FREEZE
from surveys import services
from surveys.models import Lane, MeetingChange, MeetingPeriod, MeetingSlot
from surveys.selectors.meetings import households_of, unbooked_children
from surveys.services.meeting_settling import settle
from surveys.words import meeting_words

NAMED = ("guardian", "guardian2", "grandmother", "separated", "blocked")
TITLE = "冬の個人面談"
TEXT = "ご家庭での様子と園での様子を、15分ほどお話しします。きょうだいは続けて取れます。"
CLASSES = 3


def make_meetings(plan: Plan, places: Places) -> None:
    """Three classes of the demo's mother's nursery, four days, one of them with a blocked hour."""
    hers = Enrolment.objects.filter(child__grants__guardian__user__login="guardian").order_by("pk")[0]
    facility = Facility.objects.get(pk=hers.facility_id)
    post = StaffPost.objects.filter(role=Role.MANAGER, facility=facility).order_by("pk")[0]
    author = User.objects.get(pk=post.member.user_id)
    period = _period(plan, facility, author)
    rooms = [room for room in places.classrooms if room.facility_id == facility.pk]
    rooms.sort(key=lambda room: (room.pk != hers.classroom_id, -room.age, room.name))
    lanes = [_lane(author, period, room) for room in rooms[:CLASSES]]
    days = [period.starts_on + timedelta(days=day) for day in range(5)]
    openings = [
        services.Opening(day, time(15), time(17, 40), ((time(16), time(16, 20)),))
        for day in days
        if day.weekday() < 5
    ]
    services.lay_out(actor=author, period=period, lanes=lanes, openings=openings)
    services.block_slots(
        actor=author, lane=lanes[0], slots=lanes[0].slots.order_by("pk")[:2], is_blocked=True
    )
    _ask(plan, period, author, rooms[:CLASSES])
    _book(period)
    settle(period)


def _period(plan: Plan, facility: Facility, author: User) -> MeetingPeriod:
    first = plan.today + timedelta(days=9)
    first += timedelta(days=(7 - first.weekday()) % 7)
    return services.save_period(
        actor=author,
        facility=facility,
        title=TITLE,
        text=TEXT,
        minutes=15,
        pause=5,
        starts_on=first,
        ends_on=first + timedelta(days=4),
        opens_at=_at(plan, -2, time(15)),
        closes_at=_at(plan, 5, time(18)),
    )


def _lane(author: User, period: MeetingPeriod, room: Classroom) -> Lane:
    posts = StaffPost.objects.filter(classroom=room, role=Role.TEACHER).order_by("pk")
    member = StaffMember.objects.filter(posts__in=posts[:1]).first()
    return services.add_lane(
        actor=author, period=period, classroom=room, member=member, room=f"{room.name}の部屋"
    )


def _ask(plan: Plan, period: MeetingPeriod, author: User, rooms: list[Classroom]) -> None:
    """As if it had been sent two days ago; nothing leaves."""
    opened, ends = _at(plan, -2, time(15)), _at(plan, 19, time(20))
    notice = Notice.objects.create(
        id=plan.made_id("meeting notice", 0), organisation=period.facility.organisation, facility=period.facility,
        author=author, asks=Asks.MEETING, state=State.PUBLISHED, version=2, created_at=opened, publish_at=opened,
        published_by=author, published_at=opened, frozen_at=opened + timedelta(seconds=1), valid_until=ends,
        **meeting_words(period),
    )  # fmt: skip
    Scope.objects.bulk_create(
        Scope(notice=notice, facility=period.facility, classroom=room) for room in rooms
    )
    NoticeClassroom.objects.bulk_create(
        NoticeClassroom(notice=notice, classroom=room, facility_id=room.facility_id) for room in rooms
    )
    keys = [room.pk for room in rooms]
    days = classes_and_days(keys, plan.today)
    run(FREEZE, notice=notice.pk, now=opened, emergency=False, expires=ends, **days)
    run(sql.SETTLED, notice=notice.pk)
    period.notice, period.published_at = notice, opened
    period.save(update_fields=["notice", "published_at"])


def _book(period: MeetingPeriod) -> None:
    """Two of three children of each lane, but of the named families; in the order of the times, with gaps."""
    named = Guardian.objects.filter(user__login__in=NAMED).values("grants__child")
    children = unbooked_children(period).exclude(pk__in=named)
    now = timezone.now()
    for lane in period.lanes.select_related("classroom"):
        hers = children.filter(enrolments__classroom=lane.classroom).order_by("pk")
        keys = list(hers.values_list("pk", flat=True))
        homes = households_of(keys, period.starts_on)
        free = list(lane.slots.filter(is_blocked=False).order_by("starts_at"))
        pairs = [(slot, key) for slot, key in zip(free[::2] + free[1::4], keys, strict=False) if key in homes]
        pairs = pairs[: 2 * len(keys) // 3]
        for slot, key in pairs:
            slot.child_id, slot.household_id, slot.booked_at = key, homes[key], now - timedelta(hours=20)
            adult = Guardian.objects.filter(household=homes[key], user__isnull=False).order_by("pk").first()
            slot.booked_by_id = adult.user_id if adult else period.author_id
        booked = [slot for slot, _key in pairs]
        MeetingSlot.objects.bulk_update(booked, ["child", "household", "booked_at", "booked_by"])
        MeetingChange.objects.bulk_create(
            MeetingChange(
                period=period, facility_id=period.facility_id, slot=slot, child_id=key,
                act=MeetingChange.Act.BOOKED, by_id=slot.booked_by_id, at=now - timedelta(hours=20),
            )
            for slot, key in pairs
        )  # fmt: skip


def _at(plan: Plan, days: int, clock: time) -> datetime:
    return datetime.combine(plan.today + timedelta(days=days), clock, timezone.get_default_timezone())
