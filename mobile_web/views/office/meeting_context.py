"""What the plan of meetings shows, on the screen and on paper."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.clock import today_at, zone_of
from facilities.policies import facilities_to_call
from mobile_web.forms.meetings import GiveForm, lane_words
from mobile_web.http import PageRequest
from mobile_web.moments import clock_words, day_words
from mobile_web.views.office.meeting_frame import may_keep
from surveys.assignment import Why
from surveys.models import Lane, MeetingPeriod, MeetingSlot
from surveys.selectors.meeting_plan import (
    DayCount,
    Seat,
    day_plan,
    days_of,
    free_times,
    names_shown,
    seats_of,
    slots_of,
)

WHY = {
    Why.WISH_1: gettext_lazy("1st wish"),
    Why.WISH_2: gettext_lazy("2nd wish"),
    Why.WISH_3: gettext_lazy("3rd wish"),
    Why.SIBLING: gettext_lazy("Beside a sibling"),
    Why.FREE: gettext_lazy("A free time"),
}


@dataclass(frozen=True)
class Cell:
    """A square of the plan. state: free, booked, blocked, held, over."""

    slot: MeetingSlot
    state: str
    name: str
    note: str
    url: str
    is_chosen: bool


def plan_context(
    request: PageRequest, period: MeetingPeriod, asked: date | None, slot: MeetingSlot | None
) -> dict[str, Any]:
    """Everything of the page; the queries do not grow with families."""
    days, shown = days_of(period), names_shown(request.user, period)
    day = slot_day(slot) if slot else _nearest(days, asked or today_at(period.facility))
    plan = day_plan(period, day) if day else None
    seats, keeps = seats_of(period, shown), may_keep(request, period)
    return {
        "period": period,
        "tabs": [_tab(period, one, day) for one in days],
        "heads": [(lane, lane_words(lane)) for lane in plan.lanes] if plan else [],
        "rows": _rows(period, plan.rows, shown, slot) if plan else [],
        "times": sum(one.times for one in days),
        "free": sum(one.free for one in days),
        "why": WHY,
        "keeps": keeps,
        "may_call": _may_call(request, period),
        "slot": slot,
        **_standing(period),
        **_settled(period, seats),
        **(_panel(request, period, slot, seats, shown, keeps) if slot else {}),
    }


def paper_context(request: PageRequest, period: MeetingPeriod, lanes: Sequence[Lane]) -> dict[str, Any]:
    """Each lane with its days; times nobody has stay as lines to write on."""
    shown, zone = names_shown(request.user, period), zone_of(period.facility)
    slots = list(slots_of(period).filter(lane__in=lanes, is_blocked=False))
    pages = []
    for lane in lanes:
        hers = [_cell(period, slot, shown, None) for slot in slots if slot.lane_id == lane.pk]
        by_day = groupby(hers, key=lambda cell: timezone.localtime(cell.slot.starts_at, zone).date())
        pages.append((lane_words(lane), [(day, list(cells)) for day, cells in by_day]))
    return {"period": period, "pages": pages, "now": timezone.now()}


def slot_day(slot: MeetingSlot) -> date:
    """By the facility's clock."""
    return timezone.localtime(slot.starts_at, zone_of(slot.period.facility)).date()


def _settled(period: MeetingPeriod, seats: Sequence[Seat]) -> dict[str, Any]:
    """Who has a time and who is silent; while wishes are taken, whoever wished is not."""
    given = sum(seat.slot is not None for seat in seats)
    waits = period.mode == MeetingPeriod.Mode.WISHES and period.assigned_at is None
    without = [seat for seat in seats if not seat.slot]
    return {
        "seats": seats,
        "given": given,
        "silent": [seat for seat in without if given or not (waits and seat.has_wished)],
        "waits": waits,
        "is_proposal": waits and given > 0,
    }


def _standing(period: MeetingPeriod) -> dict[str, Any]:
    now, opens, closes = timezone.now(), period.opens_at, period.closes_at
    is_out = period.published_at is not None
    return {
        "is_draft": not is_out,
        "is_held": bool(is_out and opens and opens > now),
        "is_open": bool(is_out and opens and closes and opens <= now < closes),
        "is_over": bool(is_out and closes and closes <= now),
    }


def _nearest(days: Sequence[DayCount], asked: date) -> date | None:
    later = [one.day for one in days if one.day >= asked]
    return later[0] if later else days[-1].day if days else None


def _tab(period: MeetingPeriod, one: DayCount, current: date | None) -> dict[str, Any]:
    return {
        "url": f"{reverse('office_meeting', args=[period.pk])}?day={one.day}",
        "label": day_words(one.day),
        "count": f"{one.booked}/{one.booked + one.free}",
        "is_current": one.day == current,
    }


def _rows(period: MeetingPeriod, rows: Any, shown: Collection[UUID], chosen: MeetingSlot | None) -> list[Any]:
    return [
        (row.at, [_cell(period, slot, shown, chosen) if slot else None for slot in row.cells]) for row in rows
    ]


def _cell(
    period: MeetingPeriod, slot: MeetingSlot, shown: Collection[UUID], chosen: MeetingSlot | None
) -> Cell:
    now, name, note = timezone.now(), "", ""
    state = "over" if slot.starts_at <= now else "free"
    if slot.child:
        state, note = "booked", str(WHY.get(slot.reason, ""))  # type: ignore[call-overload] # an empty one is none
        name = str(slot.child) if slot.child_id in shown else _("Taken")
    elif slot.is_blocked:
        state = "blocked"
    elif slot.held_until and slot.held_until > now:
        state = "held"
    address = reverse("office_meeting", args=[period.pk])
    url = f"{address}?slot={slot.pk}#slot"
    return Cell(slot, state, name, note, url, chosen is not None and slot.pk == chosen.pk)


def _panel(
    request: PageRequest,
    period: MeetingPeriod,
    slot: MeetingSlot,
    seats: Sequence[Seat],
    shown: Collection[UUID],
    keeps: bool,
) -> dict[str, Any]:
    """The chosen time: who may have it, where its family could go."""
    mine = slot.lane.member is not None and slot.lane.member.user_id == request.user.pk
    times = [(one.pk, _time_words(one)) for one in free_times(period)[:300]] if keeps and slot.child else []
    return {
        "cell": _cell(period, slot, shown, slot),
        "where": lane_words(slot.lane),
        "give_form": GiveForm(groups=_groups(seats)) if keeps and not slot.child else None,
        "times_to_go": times,
        "may_block": keeps or mine,
        "seat": next((seat for seat in seats if seat.child.pk == slot.child_id), None),
    }


def _groups(seats: Sequence[Seat]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Children without a time first; one choice for each home that may answer."""
    groups: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    for seat in seats:
        for home, name in seat.homes:
            words = f"{seat.child} {seat.classroom}"
            words = f"{words} ({name})" if len(seat.homes) > 1 else words
            groups[seat.slot is not None].append((f"{seat.child.pk}:{home}", words))
    return [(_("Without a time"), groups[0]), (_("Has a time: move it here"), groups[1])]


def _time_words(slot: MeetingSlot) -> str:
    return f"{day_words(slot.starts_at)} {clock_words(slot.starts_at)} {lane_words(slot.lane)}"


def _may_call(request: PageRequest, period: MeetingPeriod) -> bool:
    places = facilities_to_call(request.user, period.facility.organisation_id)
    return places is None or period.facility_id in places
