"""A class at nap time: who sleeps since when, how she lies, when she is looked at next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from attendance.models import Attendance, Nap, NapCheck, NapRoom
from attendance.selectors.settings import settings_of
from facilities.clock import today_at
from facilities.models import Child, Classroom, Facility, Role, StaffPost, on_day

SHORTEST = timedelta(minutes=2)
RECENT = 3


@dataclass(frozen=True)
class Sleeper:
    """A child who is here. `state` is 'asleep', 'woke' or 'awake' (not asleep yet); `nap` her newest one."""

    child: Child
    nap: Nap | None
    checks: tuple[NapCheck, ...]
    now: datetime

    @property
    def state(self) -> str:
        if self.nap is None:
            return "awake"
        return "asleep" if self.nap.woke_at is None else "woke"

    @property
    def last(self) -> NapCheck | None:
        return self.checks[-1] if self.checks else None

    @property
    def recent(self) -> tuple[NapCheck, ...]:
        return self.checks[-RECENT:]

    @property
    def last_at(self) -> datetime:
        """Since when nobody has looked."""
        if self.last:
            return self.last.at
        return self.nap.slept_at if self.nap else self.now

    @property
    def due_at(self) -> datetime:
        return self.last_at + timedelta(minutes=self.nap.every if self.nap else 0)

    @property
    def minutes(self) -> int:
        return max(0, int((self.now - self.last_at).total_seconds() // 60))

    @property
    def share(self) -> float:
        """How much of the interval is over, in percent."""
        whole = (self.nap.every if self.nap else 1) * 60
        return min(100.0, (self.now - self.last_at).total_seconds() / whole * 100)

    @property
    def is_due(self) -> bool:
        return self.state == "asleep" and self.due_at <= self.now

    @property
    def is_odd(self) -> bool:
        return self.state == "asleep" and bool(self.last and self.last.colour == NapCheck.Colour.ODD)


@dataclass(frozen=True)
class NapBoard:
    """A class at a moment. `every` in minutes; `air` the newest note of today."""

    classroom: Classroom
    day: date
    now: datetime
    every: int
    sleepers: tuple[Sleeper, ...]
    air: NapRoom | None
    teachers: tuple[str, ...]

    @property
    def asleep(self) -> tuple[Sleeper, ...]:
        """Whoever sleeps, the longest not looked at first."""
        sleeping = [one for one in self.sleepers if one.state == "asleep"]
        return tuple(sorted(sleeping, key=lambda one: one.due_at))

    @property
    def due(self) -> tuple[Sleeper, ...]:
        return tuple(one for one in self.asleep if one.is_due)

    @property
    def following(self) -> Sleeper | None:
        return next((one for one in self.asleep if not one.is_due), None)

    @property
    def counts(self) -> dict[str, int]:
        states = [one.state for one in self.sleepers]
        return {state: states.count(state) for state in ("asleep", "awake", "woke")}


def nap_board(classroom: Classroom) -> NapBoard:
    """The children of a class who are here now. Six queries, however many they are."""
    now = timezone.now()
    day = today_at(classroom.facility)
    here = Attendance.objects.filter(facility=classroom.facility_id, day=day, is_here=True).values("child")
    children = list(
        Child.objects.filter(on_day(day, "enrolments__"), enrolments__classroom=classroom, pk__in=here)
        .distinct()
        .order_by("family_kana", "given_kana", "id")
    )
    newest = {nap.child_id: nap for nap in day_naps(classroom, day, [child.pk for child in children])}
    settings = settings_of(classroom.facility_id)
    return NapBoard(
        classroom,
        day,
        now,
        settings.nap_minutes if classroom.age else settings.nap_minutes_babies,
        tuple(_sleeper(child, newest.get(child.pk), now) for child in children),
        _air_of(classroom, day),
        _teachers_of(classroom, day),
    )


def _sleeper(child: Child, nap: Nap | None, now: datetime) -> Sleeper:
    return Sleeper(child, nap, tuple(nap.checks.all()) if nap else (), now)


def day_naps(classroom: Classroom, day: date, children: Iterable[UUID]) -> list[Nap]:
    """The naps of a class on a day with their looks, both in the order of time; slips of the finger are left out."""
    looks = Prefetch("checks", NapCheck.objects.order_by("at", "pk").select_related("by"))
    rows = Nap.objects.filter(classroom=classroom, day=day, child__in=list(children))
    found = rows.order_by("slept_at", "pk").prefetch_related(looks)
    return [nap for nap in found if is_real(nap)]


def is_real(nap: Nap) -> bool:
    """Woken in the next moment without a look: that was a tap on the wrong tile."""
    return nap.woke_at is None or nap.woke_at - nap.slept_at >= SHORTEST or nap.last_check_at is not None


def naps_of(
    facility: Facility, day: date, children: Iterable[Child | UUID]
) -> dict[UUID, list[tuple[datetime, datetime | None]]]:
    """When these children slept there on a day, in the order of time: from, to (None while she sleeps). One query."""
    found: dict[UUID, list[tuple[datetime, datetime | None]]] = {}
    rows = Nap.objects.filter(child__in=list(children), facility=facility, day=day)
    for nap in rows.order_by("slept_at", "pk"):
        if is_real(nap):
            found.setdefault(nap.child_id, []).append((nap.slept_at, nap.woke_at))
    return found


def _air_of(classroom: Classroom, day: date) -> NapRoom | None:
    newest = NapRoom.objects.filter(classroom=classroom).order_by("-at").first()
    is_todays = newest and timezone.localdate(newest.at) == day
    return newest if is_todays else None


def _teachers_of(classroom: Classroom, day: date) -> tuple[str, ...]:
    posts = StaffPost.objects.filter(on_day(day), classroom=classroom, role=Role.TEACHER)
    return tuple(posts.order_by("member__kana", "pk").values_list("member__name", flat=True))
