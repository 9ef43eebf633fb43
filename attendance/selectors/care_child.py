"""One child's month of extended care, for the office and for her family: the same days, minutes and yen."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from attendance.models import CareContract, CareRule, Charge
from attendance.selectors.care_month import CareMonth, Unknown, care_month, end_of_month
from attendance.selectors.care_rules import rule_book
from facilities.models import Child, Facility, on_day


@dataclass(frozen=True)
class ChargedDay:
    """A stored charge; `is_stale` where the day has become another one since."""

    charge: Charge
    is_stale: bool


@dataclass(frozen=True)
class ChildCare:
    """Her days in order, those not worked out, and the rules that hold for her at the end of the month."""

    facility: Facility
    days: tuple[ChargedDay, ...]
    unknown: tuple[Unknown, ...]
    rules: tuple[CareRule, ...]
    missing: int

    @property
    def amount(self) -> int:
        return sum(one.charge.amount for one in self.days)

    @property
    def minutes(self) -> int:
        excluded = Charge.State.EXCLUDED
        return sum(one.charge.minutes for one in self.days if one.charge.state != excluded)

    @property
    def has_drafts(self) -> bool:
        return any(one.charge.state == Charge.State.DRAFT for one in self.days)


def child_care(facility: Facility, child: Child, month: date) -> ChildCare:
    """Eight queries."""
    worked = care_month(facility, month, {child.pk})
    charges = sorted(worked.charges.items(), key=lambda item: (item[0][1], item[0][2]))
    changed = worked.changed
    return ChildCare(
        facility,
        tuple(ChargedDay(charge, key in changed) for key, charge in charges),
        worked.unknown,
        _rules(facility, child, end_of_month(month)),
        _missing(worked),
    )


def months_amounts(children: set[UUID], month: date) -> dict[UUID, int]:
    """What each of these children's months came to so far, wherever she went. One query."""
    rows = Charge.objects.filter(child__in=children, day__gte=month, day__lte=end_of_month(month))
    return {row["child"]: row["yen"] for row in rows.values("child").annotate(yen=Sum("amount"))}


def _rules(facility: Facility, child: Child, day: date) -> tuple[CareRule, ...]:
    contract = CareContract.objects.filter(on_day(day), facility=facility, child=child).first()
    group = contract.group if contract else CareContract.Group.STANDARD
    book = rule_book(facility)
    found = (book.on(group, side, day) for side in CareRule.Side.values)
    return tuple(rule for rule in found if rule)


def _missing(worked: CareMonth) -> int:
    """Days that are over and not in the list yet: the night adds them."""
    return len({key for key in worked.stale if key not in worked.charges})
