"""The office's morning: every facility in one line, and what needs a person. Counts only, no child's name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, F
from django.utils import timezone

from accounts.models import User
from facilities.models import Enrolment, Facility, on_day
from notices.models import FacilityReach, Notice, Recipient, State, Urgency
from notices.selectors.audience import registered_by_facility
from notices.selectors.desk import followed_by

DAYS = 14


@dataclass(frozen=True)
class FacilityLine:
    """One facility. `unread` of `sent` households have not been reached by the last notice to it."""

    facility: Facility
    children: int
    unread: int
    sent: int
    households: int
    joined: int
    shares: tuple[float, ...]

    @property
    def read(self) -> int:
        """Households that the last notice has reached."""
        return self.sent - self.unread

    @property
    def joined_percent(self) -> int:
        return 100 * self.joined // self.households if self.households else 0

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """The share read of each notice of the last two weeks, as points of a line; needs two of them."""
        if len(self.shares) < 2:
            return ()
        return tuple(
            (100 * n / (len(self.shares) - 1), 5 + 90 * share) for n, share in enumerate(self.shares)
        )

    @property
    def last_percent(self) -> int:
        return int(100 * self.shares[-1]) if self.shares else 0


@dataclass(frozen=True)
class Totals:
    """Over all facilities of the person, shown or not."""

    facilities: int
    children: int
    unread: int
    sent: int


@dataclass(frozen=True)
class Needs:
    """What waits for a person now."""

    emergency: Notice | None
    open_households: int
    open_facilities: int
    silent: int
    waiting: tuple[Notice, ...]


@dataclass(frozen=True)
class Overview:
    """The page's facts. `last` is the newest notice to several facilities that the unread column is about."""

    lines: tuple[FacilityLine, ...]
    totals: Totals
    needs: Needs
    last: Notice | None
    areas: tuple[str, ...]
    matching: int
    places: tuple[UUID, ...] = ()


def overview(
    user: User,
    *,
    area: str = "",
    search: str = "",
    by_name: bool = False,
    limit: int = 60,
    only: UUID | None = None,
) -> Overview:
    """Eleven queries, whatever the number of facilities."""
    worked_in = Facility.objects.worked_in_by(user).filter(is_active=True).in_order()
    if only:
        worked_in = worked_in.filter(pk=only)
    every = list(worked_in.only("pk", "name", "area", "position", "name_kana", "opens_at"))
    keys = [facility.pk for facility in every]
    children, last = _children(keys), last_notice(user)
    reached = _reach_of(last, keys)
    wanted = [one for one in every if (not area or one.area == area) and search in one.name]
    if not by_name:
        wanted.sort(key=lambda one: (-_left(reached.get(one.pk)), -children.get(one.pk, 0)))
    shown = wanted[:limit]
    totals = Totals(
        len(every),
        sum(children.values()),
        sum(map(_left, reached.values())),
        sum(row.households for row in reached.values()),
    )
    areas = tuple(dict.fromkeys(one.area for one in every if one.area))
    return Overview(
        _lines(shown, children, reached),
        totals,
        needs_of(user, keys),
        last,
        areas if len(areas) > 1 else (),
        len(wanted),
        tuple(keys),
    )


def last_notice(user: User) -> Notice | None:
    """The newest sent notice of the place she works for; drills, recalled ones and what asks are no measure."""
    sent = followed_by(user).filter(state=State.PUBLISHED, is_drill=False, asks="")
    central = sent.filter(facility__isnull=True).newest_first().first()
    return central or sent.newest_first().first()


def needs_of(user: User, facilities: list[UUID]) -> Needs:
    """The newest emergency of three days with households left, who cannot be reached, and what waits to go out."""
    emergency = (
        followed_by(user)
        .filter(
            urgency=Urgency.EMERGENCY,
            state=State.PUBLISHED,
            published_at__gte=timezone.now() - timedelta(days=3),
        )
        .newest_first()
        .first()
    )
    rows = FacilityReach.objects.filter(notice=emergency, facility__in=facilities) if emergency else []
    left = [row.households - row.read - row.phoned for row in rows]
    waiting = Notice.objects.managed_by(user).filter(state=State.SCHEDULED).order_by("publish_at")[:5]
    return Needs(
        emergency if sum(left) else None,
        open_households(emergency, facilities) if sum(left) else 0,
        sum(1 for one in left if one),
        silent_households(facilities),
        tuple(waiting),
    )


def open_households(notice: Notice | None, facilities: list[UUID]) -> int:
    """Nobody of these has been reached; a family of two facilities counts once."""
    if notice is None:
        return 0
    rows = Recipient.objects.open_of(notice).filter(facility__in=facilities)
    return rows.aggregate(n=Count("household", distinct=True))["n"] or 0


def silent_households(facilities: list[UUID]) -> int:
    """Households without push or mail that nobody has told yet, by the newest notice of each facility that had any."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(DISTINCT r.household_id) FROM notices_recipient r
            JOIN (SELECT DISTINCT ON (c.facility_id) c.facility_id, c.notice_id FROM notices_facilityreach c
                  JOIN notices_notice n ON n.id = c.notice_id
                  WHERE c.facility_id = ANY(%s) AND n.published_at > now() - interval '90 days' AND c.silent > 0
                  ORDER BY c.facility_id, n.published_at DESC) newest
              ON newest.notice_id = r.notice_id AND newest.facility_id = r.facility_id
            WHERE NOT r.has_channel AND r.read_at IS NULL AND r.phoned_at IS NULL
            """,
            [facilities],
        )
        return int(cursor.fetchone()[0])


def _children(facilities: list[UUID]) -> dict[UUID, int]:
    rows = Enrolment.objects.filter(on_day(timezone.localdate()), facility__in=facilities)
    return dict(rows.values_list("facility").annotate(Count("child", distinct=True)))


def _reach_of(notice: Notice | None, facilities: list[UUID]) -> dict[UUID, FacilityReach]:
    rows = FacilityReach.objects.filter(notice=notice, facility__in=facilities) if notice else []
    return {row.facility_id: row for row in rows}


def _left(row: FacilityReach | None) -> int:
    return row.households - row.read - row.phoned if row else 0


def _lines(
    facilities: list[Facility], children: dict[UUID, int], reached: dict[UUID, FacilityReach]
) -> tuple[FacilityLine, ...]:
    keys = [facility.pk for facility in facilities]
    registered, shares = registered_by_facility(keys), _shares(keys)
    lines = []
    for one in facilities:
        row, (households, joined) = reached.get(one.pk), registered.get(one.pk, (0, 0))
        lines.append(
            FacilityLine(
                one,
                children.get(one.pk, 0),
                _left(row),
                row.households if row else 0,
                households,
                joined,
                tuple(shares.get(one.pk, ())),
            )
        )
    return tuple(lines)


def _shares(facilities: Iterable[UUID]) -> dict[UUID, list[float]]:
    """{facility: share reached of each notice of two weeks, oldest first}."""
    rows = (
        FacilityReach.objects.filter(
            facility__in=list(facilities),
            households__gt=0,
            notice__recalled_at__isnull=True,
            notice__is_drill=False,
            notice__published_at__gte=timezone.now() - timedelta(days=DAYS),
        )
        .order_by("notice__published_at")
        .values_list("facility", "households", F("read") + F("phoned"))
    )
    found: dict[UUID, list[float]] = {}
    for facility, households, reached in rows:
        found.setdefault(facility, []).append(reached / households)
    return found
