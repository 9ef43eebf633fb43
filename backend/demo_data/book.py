"""Contact books: weeks of them in the first facility and for the named families, yesterday's everywhere, today's begun."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.demo_data.book_texts import BREAKFASTS, DINNERS, HOME_NOTES, JOURNALS, NURSERY_NOTES
from backend.demo_data.numbers import Plan
from backend.demo_data.places import Places
from contactbook.defaults import band_of, default_items
from contactbook.growth import curve, months_between, value_at
from contactbook.items import Item, items_of, rows_of, words_in
from contactbook.models import Entry, EntryReading, EntryRevision, EntryTemplate, GrowthRecord, Side, State
from facilities.models import Classroom, Enrolment, Grant, Role, StaffPost, on_day

WEEKS = 4
JAPAN = ZoneInfo("Asia/Tokyo")
LOGINS = ("guardian", "guardian2", "grandmother", "separated")


@dataclass(frozen=True)
class _Pupil:
    """A child in her class, with the adult who writes for her and the teacher who answers."""

    enrolment: Enrolment
    parent: UUID | None
    household: UUID | None
    teacher: UUID | None


def make_book(plan: Plan, places: Places) -> None:
    """Homes' pages of the morning, the nursery's published in the afternoon, and who read them."""
    pupils = list(_pupils(plan))
    templates = _make_templates(places)
    first = places.facilities[0].pk
    rich = {
        one.enrolment.child_id for one in pupils if one.enrolment.facility_id == first
    } | _named_children()
    entries: list[Entry] = []
    for number, pupil in enumerate(pupils):
        days = _days(plan, WEEKS * 5 if pupil.enrolment.child_id in rich else 2)
        for day in days:
            entries += _day(plan, pupil, day, templates, number)
    entries += _journals(plan, pupils, templates)
    Entry.objects.bulk_create(entries, batch_size=2_000)
    _revise(entries)
    _read(plan, entries, pupils)
    _measure(plan, [one for one in pupils if one.enrolment.child_id in rich])


def _days(plan: Plan, n: int) -> list[date]:
    """The last weekdays, today among them even on a Sunday: the demo is looked at on any day."""
    found, day = [plan.today], plan.today
    while len(found) < n:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            found.append(day)
    return found


def _pupils(plan: Plan) -> Iterator[_Pupil]:
    rows = Enrolment.objects.filter(on_day(plan.today)).select_related("classroom", "facility", "child")
    parents: dict[UUID, Grant] = {}
    for grant in (
        Grant.objects.live(plan.today)
        .filter(can_write=True)
        .select_related("guardian")
        .order_by("-guardian__call_order", "pk")
    ):
        parents[grant.child_id] = grant
    teachers = dict(
        StaffPost.objects.filter(on_day(plan.today), role=Role.TEACHER, classroom__isnull=False)
        .order_by("-pk")
        .values_list("classroom", "member__user")
    )
    for row in rows.order_by("facility__position", "classroom__age", "child__family_kana", "pk"):
        guardian = parents[row.child_id].guardian if row.child_id in parents else None
        yield _Pupil(
            row,
            guardian.user_id if guardian else None,
            guardian.household_id if guardian else None,
            teachers.get(row.classroom_id),
        )


def _named_children() -> set[UUID]:
    return set(Grant.objects.filter(guardian__user__login__in=LOGINS).values_list("child", flat=True))


def _make_templates(places: Places) -> dict[tuple[UUID, str, str], EntryTemplate]:
    """Those that pages would make with the first entry."""
    rooms = {(room.facility_id, str(band_of(room.age))) for room in places.classrooms}
    rows = [
        EntryTemplate(
            facility_id=facility,
            band=band,
            side=side,
            starts_on=date(2000, 1, 1),
            items=rows_of(default_items(band, side)),
        )
        for facility, band in sorted(rooms, key=str)
        for side in (Side.HOME, Side.NURSERY, Side.CLASS)
    ]
    EntryTemplate.objects.bulk_create(rows)
    return {(row.facility_id, row.band, row.side): row for row in rows}


def _day(
    plan: Plan, pupil: _Pupil, day: date, templates: dict[tuple[UUID, str, str], EntryTemplate], number: int
) -> Iterator[Entry]:
    dice = plan.dice(f"book {number} {day}")
    room, is_today = pupil.enrolment.classroom, day == plan.today
    if pupil.household and dice.random() < (0.7 if is_today else 0.92):
        yield _entry(plan, pupil, day, templates[room.facility_id, str(band_of(room.age)), Side.HOME], dice)
    if not is_today or dice.random() < 0.6:
        yield _entry(
            plan, pupil, day, templates[room.facility_id, str(band_of(room.age)), Side.NURSERY], dice
        )


def _entry(plan: Plan, pupil: _Pupil, day: date, template: EntryTemplate, dice: Random) -> Entry:
    is_home = template.side == Side.HOME
    items = items_of(template.items)
    values = dict(_home(items, dice) if is_home else _nursery(items, pupil.enrolment.classroom, dice))
    is_done = is_home or day < plan.today
    cells = {path: {"v": value, "r": n, "s": ""} for n, (path, value) in enumerate(values.items(), 1)}
    at = _at(plan, day, time(7, 10 + dice.randrange(50)) if is_home else time(15, 40 + dice.randrange(19)))
    who = pupil.parent if is_home else pupil.teacher
    return Entry(
        facility_id=template.facility_id, classroom=pupil.enrolment.classroom, child=pupil.enrolment.child,
        household_id=pupil.household if is_home else None, day=day, side=template.side, template=template,
        state=State.SENT if is_home else State.PUBLISHED if is_done else State.DRAFT,
        cells=cells, words=words_in(items, cells), version=len(cells), revision=int(is_done and not is_home),
        written_by_id=who, written_at=at, sent_by_id=who if is_done else None, sent_at=at if is_done else None,
        opened_at=at + timedelta(minutes=50) if is_home and day < plan.today else None,
        published_at=at if is_done and not is_home else None,
    )  # fmt: skip


def _home(items: Sequence[Item], dice: Random) -> Iterator[tuple[str, Any]]:
    has = {item.key for item in items}
    warm = 37.6 if dice.random() < 0.02 else round(36.3 + dice.random() * 0.7, 1)
    yield "temperature/a", {"at": f"06:{dice.randrange(30, 59)}", "c": warm}
    if "sleep" in has:
        yield (
            "sleep/a",
            {"from": f"{dice.choice(('20:30', '21:00', '21:20'))}", "to": f"06:{dice.randrange(10, 50)}"},
        )
    for key, texts in (("dinner", DINNERS), ("breakfast", BREAKFASTS)):
        if key in has:
            yield key, {"amount": dice.choice(("all", "all", "most", "half")), "text": dice.choice(texts)}
    if "milk" in has:
        yield "milk/a", {"at": "06:40", "ml": dice.choice((140, 160, 180))}
    if "stool" in has:
        yield "stool", {"state": dice.choice(("normal", "normal", "none")), "count": 1}
    if "mood" in has:
        yield "mood", dice.choice(("good", "good", "good", "fair"))
    if warm >= 37.5 and "symptoms" in has:
        yield "symptoms", ["cough"]
    if "pick_up" in has and dice.random() < 0.5:
        yield (
            "pick_up",
            {"at": dice.choice(("17:00", "17:30", "18:00")), "person": dice.choice(("母", "父", "祖母"))},
        )
    if note := dice.choice(HOME_NOTES):
        yield "note", note


def _nursery(items: Sequence[Item], room: Classroom, dice: Random) -> Iterator[tuple[str, Any]]:
    has = {item.key for item in items}
    if "temperature" in has:
        yield (
            "temperature/a",
            {"at": f"12:{dice.randrange(10, 25)}", "c": round(36.4 + dice.random() * 0.7, 1)},
        )
    if "nap" in has:
        yield "nap/a", {"from": f"12:{dice.randrange(25, 50)}", "to": f"14:{dice.randrange(10, 45)}"}
    if "milk" in has:
        yield "milk/a", {"at": "11:00", "ml": dice.choice((120, 160))}
    for key in ("lunch", "snack"):
        if key in has:
            yield key, {"amount": dice.choice(("all", "all", "most", "half")), "text": ""}
    if "stool" in has:
        yield "stool", {"state": dice.choice(("normal", "none", "soft")), "count": 1}
    if "mood" in has:
        yield "mood", dice.choice(("good", "good", "fair"))
    age = max(one for one in NURSERY_NOTES if one <= room.age)
    if age < 3 or dice.random() < 0.4:
        yield "note", dice.choice(NURSERY_NOTES[age])


def _journals(
    plan: Plan, pupils: Sequence[_Pupil], templates: dict[tuple[UUID, str, str], EntryTemplate]
) -> Iterator[Entry]:
    """Classes from three years on tell their day together."""
    rooms = {one.enrolment.classroom_id: one for one in pupils if one.enrolment.classroom.age >= 3}
    for pupil in rooms.values():
        room = pupil.enrolment.classroom
        template = templates[room.facility_id, str(band_of(room.age)), Side.CLASS]
        for number, day in enumerate(_days(plan, 6)[1:]):
            at = _at(plan, day, time(16, 5))
            text = JOURNALS[(number + room.age) % len(JOURNALS)]
            yield Entry(
                facility_id=room.facility_id, classroom=room, day=day, side=Side.CLASS, template=template,
                state=State.PUBLISHED, cells={"note": {"v": text, "r": 1, "s": ""}}, words=text, version=1, revision=1,
                written_by_id=pupil.teacher, written_at=at, sent_by_id=pupil.teacher, sent_at=at, published_at=at,
            )  # fmt: skip


def _revise(entries: Sequence[Entry]) -> None:
    EntryRevision.objects.bulk_create(
        [
            EntryRevision(
                facility_id=row.facility_id,
                entry=row,
                number=1,
                cells=row.cells,
                by_id=row.sent_by_id,
                at=row.published_at,
            )
            for row in entries
            if row.published_at
        ],
        batch_size=2_000,
    )


def _read(plan: Plan, entries: Sequence[Entry], pupils: Sequence[_Pupil]) -> None:
    """Most families have read what was published before yesterday."""
    parents = {one.enrolment.child_id: one.parent for one in pupils}
    dice = plan.dice("book readings")
    rows = []
    for row in entries:
        reader = parents.get(row.child_id) if row.child_id and row.side == Side.NURSERY else None
        if reader and row.published_at and row.day < _days(plan, 2)[-1] and dice.random() < 0.9:
            rows.append(
                EntryReading(
                    facility_id=row.facility_id,
                    entry=row,
                    user_id=reader,
                    read_at=row.published_at + timedelta(hours=2),
                )
            )
    EntryReading.objects.bulk_create(rows, batch_size=2_000)


def _measure(plan: Plan, pupils: Sequence[_Pupil]) -> None:
    """Once a month since April, along a line of each child's own."""
    rows = []
    for pupil in pupils:
        child, dice = pupil.enrolment.child, plan.dice(f"growth {pupil.enrolment.child_id}")
        if pupil.teacher is None or pupil.enrolment.classroom.age > 5:
            continue
        tall, wide = 0.95 + dice.random() * 0.1, 0.9 + dice.random() * 0.2
        for month in range(8):
            day = plan.today - timedelta(days=30 * month + dice.randrange(3))
            age = months_between(child.born_on, day)
            rows.append(
                GrowthRecord(
                    facility=pupil.enrolment.facility, child=child, measured_on=day, noted_by_id=pupil.teacher,
                    height=round(_middle("height", age) * tall, 1), weight=round(_middle("weight", age) * wide, 2),
                )
            )  # fmt: skip
    GrowthRecord.objects.bulk_create(rows, batch_size=2_000)


def _middle(measure: str, months: float) -> float:
    return value_at(curve(measure, "female", 50), months)


def _at(plan: Plan, day: date, clock: time) -> datetime:
    """A time of that day, at the latest now."""
    return min(datetime.combine(day, clock, JAPAN), plan.now)
