"""A month of extended care worked out from what was stamped and agreed. Nothing is written here."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from attendance import care
from attendance.care import Figures, Result
from attendance.models import Attendance, CareContract, CareRule, Charge, FlatPlan
from attendance.selectors.care_rules import RuleBook, edge_of, rule_book
from facilities.clock import today_at, zone_of
from facilities.models import Enrolment, Facility

Key = tuple[UUID, date, str]  # child, day, side
NO_DEPARTURE, NO_ARRIVAL, REVIEW = "no_departure", "no_arrival", "review"


@dataclass(frozen=True)
class Line:
    """What a side of a day comes to, with all that went in."""

    rule_id: UUID
    minutes: int
    amount: int
    inputs: dict[str, Any]
    cap: int | None = None

    def is_in(self, charge: Charge) -> bool:
        """Does the stored charge say just this?"""
        return (charge.rule_id, charge.minutes, charge.amount, charge.inputs) == (
            self.rule_id,
            self.minutes,
            self.amount,
            self.inputs,
        )


@dataclass(frozen=True)
class Unknown:
    """A day that cannot be worked out: no departure, no arrival, or a time that somebody must look at."""

    child_id: UUID
    day: date
    why: str


@dataclass(frozen=True)
class CareMonth:
    """Lines by child, day and side; the days left out; and the charges that are stored."""

    lines: dict[Key, Line]
    unknown: tuple[Unknown, ...]
    charges: dict[Key, Charge]

    @property
    def changed(self) -> set[Key]:
        """Where what is stored is not what the days come to, drafts and decided ones alike."""
        keys = self.lines.keys() | self.charges.keys()
        return {key for key in keys if not self._fits(key)}

    @property
    def stale(self) -> set[Key]:
        """Drafts that working out again would write, remove or add."""
        return {key for key in self.changed if is_draft(self.charges.get(key))}

    def _fits(self, key: Key) -> bool:
        charge, line = self.charges.get(key), self.lines.get(key)
        if charge is None or line is None:
            return charge is None and line is None
        if is_draft(charge):
            return line.is_in(charge)
        return (line.minutes, line.rule_id) == (charge.minutes, charge.rule_id)


@dataclass
class _Facts:
    """Everything that goes in, read at once."""

    facility: Facility
    month: date
    zone: ZoneInfo
    book: RuleBook
    charges: dict[Key, Charge]
    contracts: dict[UUID, list[CareContract]] = field(default_factory=dict)
    plans: dict[tuple[UUID, str], FlatPlan] = field(default_factory=dict)
    enrolled: set[UUID] = field(default_factory=set)

    def contract_of(self, child_id: UUID, day: date) -> CareContract | None:
        rows = self.contracts.get(child_id, ())
        return next((row for row in rows if row.starts_on <= day and (row.ends_on or day) >= day), None)


def is_draft(charge: Charge | None) -> bool:
    """May working out write here?"""
    return charge is None or charge.state == Charge.State.DRAFT


def end_of_month(month: date) -> date:
    """Its last day."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def care_month(facility: Facility, month: date, children: Collection[UUID] | None = None) -> CareMonth:
    """What every day of a month comes to, for some children or all. Six queries, however many there are."""
    facts = _facts(facility, month, children)
    days = Attendance.objects.filter(facility=facility, day__gte=month, day__lte=end_of_month(month))
    if children is not None:
        days = days.filter(child__in=children)
    lines: dict[Key, Line] = {}
    unknown: list[Unknown] = []
    for day in days.exclude(stays=[]).order_by("day", "child"):
        why = _unknown(day, today_at(facility))
        if why:
            unknown.append(Unknown(day.child_id, day.day, why))
        elif not day.is_here:
            lines |= _lines_of(facts, day)
    _add_flat_prices(facts, lines)
    return CareMonth(_capped(facts, lines), tuple(unknown), facts.charges)


def _facts(facility: Facility, month: date, children: Collection[UUID] | None) -> _Facts:
    last = end_of_month(month)
    of = Q(facility=facility) if children is None else Q(facility=facility, child__in=children)
    held = Q(starts_on__lte=last) & (Q(ends_on__isnull=True) | Q(ends_on__gte=month))
    charges = Charge.objects.filter(of, day__gte=month, day__lte=last)
    facts = _Facts(
        facility,
        month,
        zone_of(facility),
        rule_book(facility),
        {(row.child_id, row.day, row.side): row for row in charges},
    )
    for row in CareContract.objects.filter(of, held).order_by("-starts_on"):
        facts.contracts.setdefault(row.child_id, []).append(row)
    facts.plans = {(row.child_id, row.side): row for row in FlatPlan.objects.filter(of, held)}
    facts.enrolled = set(Enrolment.objects.filter(of, held).values_list("child", flat=True))
    return facts


def _unknown(day: Attendance, today: date) -> str:
    if day.needs_review:
        return REVIEW
    if day.is_here:
        return NO_DEPARTURE if day.day < today else ""
    return NO_ARRIVAL if any(came is None for came, _left in day.stays) else ""


def _lines_of(facts: _Facts, day: Attendance) -> Iterator[tuple[Key, Line]]:
    contract = facts.contract_of(day.child_id, day.day)
    group = contract.group if contract else CareContract.Group.STANDARD
    stays = [
        (_minutes(came, day.day, facts.zone), _minutes(left, day.day, facts.zone)) for came, left in day.stays
    ]
    for side in CareRule.Side.values:
        rule = facts.book.on(group, side, day.day)
        if rule is None:
            continue
        edge, source = edge_of(facts.facility, rule, contract)
        figures = facts.book.figures[rule.pk]
        result = care.work_out(figures, _of_clock(edge), stays)
        if result.minutes:
            yield (day.child_id, day.day, side), _line(rule, figures, result, stays, edge, source)


def _line(
    rule: CareRule, figures: Figures, result: Result, stays: list[care.Minutes], edge: time, source: str
) -> Line:
    inputs = {
        "stays": [[care.clock(came), care.clock(left)] for came, left in stays],
        "edge": edge.strftime("%H:%M"),
        "edge_from": source,
        "group": rule.group,
        "beyond": result.beyond,
        "units": result.units,
        "figures": figures.kept(),
    }
    return Line(rule.pk, result.minutes, result.amount, inputs, figures.monthly_cap)


def _add_flat_prices(facts: _Facts, lines: dict[Key, Line]) -> None:
    """Who pays by the month pays once, on the month's first line; her days are shown and cost nothing."""
    for (child_id, side), plan in facts.plans.items():
        rule = _flat_rule(facts, child_id, side)
        if rule is None or rule.monthly_flat is None or child_id not in facts.enrolled:
            continue
        for key in [key for key in lines if (key[0], key[2]) == (child_id, side)]:
            line = lines[key]
            lines[key] = Line(line.rule_id, line.minutes, 0, {**line.inputs, "flat": 0})
        first: Key = (child_id, max(facts.month, plan.starts_on), side)
        known = lines.get(first) or Line(
            rule.pk, 0, 0, {"figures": facts.book.figures[rule.pk].kept(), "group": rule.group}
        )
        lines[first] = Line(
            known.rule_id, known.minutes, rule.monthly_flat, {**known.inputs, "flat": rule.monthly_flat}
        )


def _flat_rule(facts: _Facts, child_id: UUID, side: str) -> CareRule | None:
    contract = facts.contract_of(child_id, facts.month)
    group = contract.group if contract else CareContract.Group.STANDARD
    return facts.book.on(group, side, facts.month) or facts.book.on(group, side, end_of_month(facts.month))


def _capped(facts: _Facts, lines: dict[Key, Line]) -> dict[Key, Line]:
    """Each child's side of the month in the order of days, under its cap; what was decided on counts first."""
    months: dict[tuple[UUID, str], list[Key]] = {}
    for key in sorted(lines, key=lambda one: one[1]):
        months.setdefault((key[0], key[2]), []).append(key)
    spent: dict[tuple[UUID, str], int] = {}
    for (child_id, _day, side), charge in facts.charges.items():
        if charge.state in (Charge.State.CONFIRMED, Charge.State.ADJUSTED):
            spent[child_id, side] = spent.get((child_id, side), 0) + charge.amount
    for month, keys in months.items():
        open_keys = [key for key in keys if is_draft(facts.charges.get(key))]
        cut = care.within_month(
            [(lines[key].amount, lines[key].cap) for key in open_keys], spent.get(month, 0)
        )
        for key, amount in zip(open_keys, cut, strict=True):
            lines[key] = _cut(lines[key], amount)
    return lines


def _cut(line: Line, amount: int) -> Line:
    if amount == line.amount:
        return line
    return Line(line.rule_id, line.minutes, amount, {**line.inputs, "before_cap": line.amount}, line.cap)


def _minutes(moment: str, day: date, zone: ZoneInfo) -> int:
    """The minute of the clock in the facility's own zone, counted from midnight of the attendance day."""
    local = timezone.localtime(datetime.fromisoformat(moment), zone)
    return (local.date() - day).days * 24 * 60 + local.hour * 60 + local.minute


def _of_clock(at: time) -> int:
    return at.hour * 60 + at.minute
