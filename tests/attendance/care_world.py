"""Stamped days, contracts and rules for the tests of extended care: last month, so that every day is over."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from attendance import services
from attendance.models import Attendance, CareContract, CareRule, Charge
from attendance.selectors.care_list import mark_of
from facilities.models import Child, Facility
from tests import factories

ZONE = ZoneInfo("Asia/Tokyo")
FIGURES: dict[str, Any] = {
    "counts_from": time(18),
    "grace_minutes": 5,
    "grace": "deduction",
    "unit_minutes": 15,
    "rounding": "up",
    "price": 100,
    "daily_cap": None,
    "monthly_cap": None,
    "monthly_flat": None,
}


def last_month() -> date:
    return (factories.today().replace(day=1) - timedelta(days=1)).replace(day=1)


def day(number: int) -> date:
    """The n-th of last month."""
    return last_month().replace(day=number)


def make_day(
    facility: Facility, child: Child, on: date, *stays: tuple[str, str | None], **fields: Any
) -> Attendance:
    """A stamped day as the fold leaves it: pairs of times of the clock, the last may be open."""
    said = [[_iso(on, came), left and _iso(on, left)] for came, left in stays]
    is_here = bool(stays) and stays[-1][1] is None
    values = {"stays": said, "is_here": is_here, **fields}
    row, _made = Attendance.objects.update_or_create(facility=facility, child=child, day=on, defaults=values)
    return row


def make_rule(facility: Facility, actor: User, starts_on: date | None = None, **fields: Any) -> CareRule:
    key = {"group": fields.pop("group", "standard"), "side": fields.pop("side", "evening")}
    return services.set_care_rule(
        actor=actor,
        facility=facility,
        starts_on=starts_on or last_month(),
        figures={**FIGURES, **fields},
        **key,
    )


def make_contract(facility: Facility, child: Child, **fields: Any) -> CareContract:
    values = {"starts_on": last_month() - timedelta(days=90), "arrives_at": time(9), "leaves_at": time(17)}
    return CareContract.objects.create(facility=facility, child=child, **{**values, **fields})


def work_out(facility: Facility, actor: User | None = None, month: date | None = None) -> Any:
    return services.work_out_charges(actor=actor, facility=facility, month=month or last_month())


def confirm(actor: User, facility: Facility, *children: Child, month: date | None = None) -> int:
    """As the page posts it: with the marks of what is there now."""
    first = month or last_month()
    return services.confirm_charges(actor=actor, facility=facility, month=first, seen=marks(*children))


def marks(*children: Child) -> dict[Child, str]:
    return {child: mark_of(Charge.objects.filter(child=child, state="draft")) for child in children}


def said(**wanted: Any) -> list[tuple[date, int, int, str]]:
    """Charges in short."""
    rows = Charge.objects.filter(**wanted).order_by("day", "side")
    return [(row.day, row.minutes, row.amount, row.state) for row in rows]


def _iso(on: date, clock: str) -> str:
    hours, minutes = map(int, clock.split(":"))
    at = datetime.combine(on, time(), ZONE) + timedelta(hours=hours, minutes=minutes)
    return at.isoformat()
