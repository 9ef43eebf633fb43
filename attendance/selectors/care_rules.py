"""Which rule of extended care holds for a group of contracts, a side and a day; and what a rule costs when."""

from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from uuid import UUID

from attendance import care
from attendance.care import Figures
from attendance.models import CareContract, CareRule, Charge
from facilities.models import Facility

FIGURES = (
    "side",
    "grace_minutes",
    "grace",
    "unit_minutes",
    "rounding",
    "price",
    "daily_cap",
    "monthly_cap",
    "monthly_flat",
)


@dataclass(frozen=True)
class RuleBook:
    """All rules of a facility, newest first, so that a month is worked out without asking again."""

    rules: tuple[CareRule, ...]

    @cached_property
    def figures(self) -> dict[UUID, Figures]:
        """Of every version, by its key."""
        return {rule.pk: figures_of(rule) for rule in self.rules}

    def on(self, group: str, side: str, day: date) -> CareRule | None:
        """The version that holds on a day."""
        mine = (rule for rule in self.rules if rule.group == group and rule.side == side)
        return next((rule for rule in mine if rule.starts_on <= day), None)


@dataclass(frozen=True)
class Version:
    """A rule with when it ends, and whether charges came from it already."""

    rule: CareRule
    ends_on: date | None
    is_used: bool
    is_now: bool


@dataclass(frozen=True)
class Example:
    """A line of the preview: coming or leaving at this time costs so much."""

    at: str
    minutes: int
    amount: int


def rule_book(facility: Facility | UUID) -> RuleBook:
    """One query."""
    pk = getattr(facility, "pk", facility)
    return RuleBook(tuple(CareRule.objects.filter(facility=pk).order_by("-starts_on", "-pk")))


def figures_of(rule: CareRule) -> Figures:
    """A rule's figures, apart from where it counts from."""
    return Figures(**{name: getattr(rule, name) for name in FIGURES})


def versions_of(facility: Facility, today: date) -> list[Version]:
    """Every rule by group and side, the newest version first. Two queries."""
    used = set(Charge.objects.filter(facility=facility).values_list("rule", flat=True).distinct())
    order = {key: place for place, key in enumerate([*CareContract.Group.values, *CareRule.Side.values])}
    rules = rule_book(facility).rules
    found = []
    for rule in sorted(rules, key=lambda one: (order[one.group], order[one.side])):
        later = [one.starts_on for one in rules if _is_same(one, rule) and one.starts_on > rule.starts_on]
        ends = min(later, default=None)
        is_now = rule.starts_on <= today and (ends is None or ends > today)
        found.append(Version(rule, ends, rule.pk in used, is_now))
    return found


def _is_same(one: CareRule, other: CareRule) -> bool:
    return (one.group, one.side) == (other.group, other.side)


def edge_of(facility: Facility, rule: CareRule, contract: CareContract | None) -> tuple[time, str]:
    """Where minutes begin to count, and who says so: the rule, the child's contract, or the facility's hours."""
    if rule.counts_from:
        return rule.counts_from, "rule"
    is_morning = rule.side == CareRule.Side.MORNING
    agreed = contract and (contract.hours_from if is_morning else contract.hours_until)
    if agreed:
        return agreed, "contract"
    return (facility.opens_at if is_morning else facility.closes_at), "facility"


def examples_of(figures: Figures, edge: int) -> list[Example]:
    """What the office sees before it saves a rule: the minutes at which something changes, and a long day."""
    grace, unit = figures.grace_minutes, figures.unit_minutes
    steps = {
        0,
        grace,
        grace + 1,
        unit,
        unit + 1,
        grace + unit,
        grace + unit + 1,
        2 * unit,
        2 * unit + 1,
        60,
        120,
    }
    return [_example(figures, edge, beyond) for beyond in sorted(steps)]


def _example(figures: Figures, edge: int, beyond: int) -> Example:
    is_morning = figures.side == care.MORNING
    stay = (edge - beyond, edge) if is_morning else (edge, edge + beyond)
    result = care.work_out(figures, edge, [stay])
    return Example(
        care.clock(max(0, edge - beyond) if is_morning else edge + beyond), result.minutes, result.amount
    )
