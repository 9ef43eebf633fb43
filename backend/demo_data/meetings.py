"""Meetings of the demo's nursery: families choose their times at the moment, and more than half of them have."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from backend.demo_data import surveys_sql as sql
from backend.demo_data.numbers import Plan, run
from backend.demo_data.places import Places
from facilities.models import Classroom, Enrolment, Facility, Grant, Guardian, Role, StaffPost, on_day
from notices.models import Asks, Notice, NoticeClassroom, Recipient, Scope, State
from notices.selectors.audience import classes_and_days
from notices.services.publication import FREEZE
from surveys.models import Lane, MeetingChange, MeetingPeriod, MeetingSlot
from surveys.selectors.meetings import households_of
from surveys.services import Opening, spans_of
from surveys.words import meeting_words

NAMED = ("guardian", "guardian2", "grandmother", "separated", "blocked")
TITLE = "冬の個人面談"
TEXT = "ご家庭での様子と園での様子を、15分ほどお話しします。きょうだいは続けて取れます。"
CLASSES = 3


def make_meetings(plan: Plan, places: Places) -> None:
    """Three classes of the demo's mother's nursery, five days, one teacher with two blocked times."""
    here = Enrolment.objects.filter(on_day(plan.today))
    hers = here.filter(child__grants__guardian__user__login="guardian").order_by("pk")[0]
    filled = set(here.filter(facility=hers.facility_id).values_list("classroom", flat=True))
    rooms = [room for room in places.classrooms if room.pk in filled]
    rooms.sort(key=lambda room: (room.pk != hers.classroom_id, -room.age, room.name))
    period = _period(plan, Facility.objects.get(pk=hers.facility_id))
    lanes = [_lane(plan, period, number, room) for number, room in enumerate(rooms[:CLASSES])]
    slots = _slots(plan, period, lanes)
    _ask(plan, period, rooms[:CLASSES])
    booked: set[UUID] = set()
    for lane, hours in slots:
        booked |= _book(plan, lane, hours)
    _settle(plan, period, booked)


def _period(plan: Plan, facility: Facility) -> MeetingPeriod:
    """From a Monday in at least nine days."""
    first = plan.today + timedelta(days=9)
    first += timedelta(days=-first.weekday() % 7)
    post = (
        StaffPost.objects.filter(role=Role.MANAGER, facility=facility)
        .select_related("member")
        .order_by("pk")[0]
    )
    return MeetingPeriod.objects.create(
        id=plan.made_id("meetings", 0), facility=facility, author_id=post.member.user_id, title=TITLE, text=TEXT,
        minutes=15, pause=5, starts_on=first, ends_on=first + timedelta(days=4), version=2,
        created_at=_opened(plan), opens_at=_opened(plan), published_at=_opened(plan), closes_at=_at(plan, 5, time(18)),
    )  # fmt: skip


def _lane(plan: Plan, period: MeetingPeriod, number: int, room: Classroom) -> Lane:
    posts = StaffPost.objects.filter(classroom=room, role=Role.TEACHER).order_by("pk")
    return Lane.objects.create(
        id=plan.made_id("meeting lane", number), period=period, facility=period.facility, classroom=room,
        member_id=posts.values_list("member", flat=True).first(), room=f"{room.name}の部屋",
    )  # fmt: skip


def _slots(plan: Plan, period: MeetingPeriod, lanes: Sequence[Lane]) -> list[tuple[Lane, list[MeetingSlot]]]:
    """Three to twenty to six with a pause; the first two of the first teacher are blocked."""
    days = [period.starts_on + timedelta(days=day) for day in range(5)]
    rest = ((time(16), time(16, 20)),)
    spans = list(spans_of(period, [Opening(day, time(15), time(17, 40), rest) for day in days]))
    made = []
    for line, lane in enumerate(lanes):
        hours = [
            MeetingSlot(
                id=plan.made_id("meeting slot", 1_000 * line + number), period=period, facility=period.facility,
                lane=lane, starts_at=begins, ends_at=ends, is_blocked=line == 0 and number < 2,
            )
            for number, (begins, ends) in enumerate(spans)
        ]  # fmt: skip
        made.append((lane, MeetingSlot.objects.bulk_create(hours)))
    return made


def _ask(plan: Plan, period: MeetingPeriod, rooms: list[Classroom]) -> None:
    """As if it had been sent two days ago; nothing leaves."""
    opened, ends = _opened(plan), _at(plan, 19, time(20))
    notice = Notice.objects.create(
        id=plan.made_id("meeting notice", 0), organisation=period.facility.organisation, facility=period.facility,
        author=period.author, asks=Asks.MEETING, state=State.PUBLISHED, version=2, created_at=opened,
        publish_at=opened, published_by=period.author, published_at=opened,
        frozen_at=opened + timedelta(seconds=1), valid_until=ends, **meeting_words(period),
    )  # fmt: skip
    Scope.objects.bulk_create(
        Scope(notice=notice, facility=period.facility, classroom=room) for room in rooms
    )
    NoticeClassroom.objects.bulk_create(
        NoticeClassroom(notice=notice, classroom=room, facility_id=room.facility_id) for room in rooms
    )
    days = classes_and_days([room.pk for room in rooms], plan.today)
    run(FREEZE, notice=notice.pk, now=opened, emergency=False, expires=ends, **days)
    run(sql.SETTLED, notice=notice.pk)
    MeetingPeriod.objects.filter(pk=period.pk).update(notice=notice)
    period.notice = notice


def _book(plan: Plan, lane: Lane, hours: Sequence[MeetingSlot]) -> set[UUID]:
    """Two of three children of the class, but of the named families; in the order of the times, with gaps."""
    named = Grant.objects.filter(guardian__user__login__in=NAMED).values("child")
    here = Enrolment.objects.filter(on_day(plan.today), classroom=lane.classroom).exclude(child__in=named)
    keys = list(here.order_by("child").values_list("child", flat=True))
    homes, at = households_of(keys, plan.today), _at(plan, -1, time(20, 10))
    keys = [key for key in keys if key in homes]
    free = [slot for slot in hours if not slot.is_blocked]
    pairs = list(zip(free[::2] + free[1::4], keys[: 2 * len(keys) // 3], strict=False))
    for slot, key in pairs:
        adult = Guardian.objects.filter(household=homes[key], user__isnull=False).order_by("pk").first()
        slot.child_id, slot.household_id, slot.booked_at = key, homes[key], at
        slot.booked_by_id = adult.user_id if adult else lane.period.author_id
    booked = [slot for slot, _key in pairs]
    MeetingSlot.objects.bulk_update(booked, ["child", "household", "booked_at", "booked_by"])
    MeetingChange.objects.bulk_create(
        MeetingChange(
            period=lane.period, facility=lane.facility,
            slot=slot, child_id=key, household_id=slot.household_id,
            act=MeetingChange.Act.BOOKED, by_id=slot.booked_by_id, at=at,
        )
        for slot, key in pairs
    )  # fmt: skip
    return {key for _slot, key in pairs}


def _settle(plan: Plan, period: MeetingPeriod, booked: set[UUID]) -> None:
    """Families whose children all have a time are not reminded or phoned."""
    rooms = period.lanes.values("classroom")
    asked = Enrolment.objects.filter(on_day(plan.today), classroom__in=rooms).values("child")
    grants = Grant.objects.live(plan.today).filter(can_view=True, child__in=asked)
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    for home, child in grants.values_list("guardian__household", "child"):
        homes[home].add(child)
    settled = [home for home, children in homes.items() if children <= booked]
    rows = Recipient.objects.filter(notice=period.notice_id, household__in=settled)
    rows.update(answered_at=_at(plan, -1, time(20, 10)))


def _opened(plan: Plan) -> datetime:
    return _at(plan, -2, time(15))


def _at(plan: Plan, days: int, clock: time) -> datetime:
    return datetime.combine(plan.today + timedelta(days=days), clock, timezone.get_default_timezone())
