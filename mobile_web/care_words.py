"""Extended care in words: yen, months, and a rule as a family reads it, made from the figures a charge keeps."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from attendance.care import DEDUCTION, DOWN, MORNING, UP
from attendance.models import CareRule
from attendance.selectors.care_rules import figures_of


def yen(amount: int) -> str:
    """1,200円."""
    return _("%(amount)s yen") % {"amount": f"{amount:,}"}


def month_words(month: date) -> str:
    """2026年11月."""
    return date_format(month, _("F Y"))


def stay_words(stays: Sequence[Sequence[str]]) -> str:
    """9:12〜18:21; with a comma where she came twice."""
    return _(", ").join(_("%(came)s–%(left)s") % {"came": came, "left": left} for came, left in stays)


def weekday_words(number: int) -> str:
    """A day of the week, 0 = Monday."""
    return str(WEEKDAYS_ABBR[number])


def neighbours(month: date, today: date) -> tuple[date, date | None]:
    """The months before and after; none after the present one."""
    following = (month + timedelta(days=31)).replace(day=1)
    return (month - timedelta(days=1)).replace(day=1), following if following <= today else None


def words_of_rule(rule: CareRule) -> list[str]:
    """A rule before anything was charged by it."""
    edge = rule.counts_from.strftime("%H:%M") if rule.counts_from else ""
    return list(rule_words(figures_of(rule).kept(), edge))


def words_of_charge(inputs: Mapping[str, Any]) -> list[str]:
    """The rule of a charge as it was when it was worked out."""
    return list(rule_words(inputs.get("figures", {}), str(inputs.get("edge", ""))))


def rule_words(figures: Mapping[str, Any], edge: str) -> Iterator[str]:
    """One short sentence a figure, in the order in which a family would ask."""
    if not figures:
        return
    yield _edge_words(figures["side"] == MORNING, edge.removeprefix("0"))
    if figures["grace_minutes"]:
        grace = (
            _("%(n)s minutes are always taken off")
            if figures["grace"] == DEDUCTION
            else _("free up to %(n)s minutes; beyond that, all of them count")
        )
        yield grace % {"n": figures["grace_minutes"]}
    yield _unit_words(figures["rounding"]) % {"n": figures["unit_minutes"], "yen": yen(figures["price"])}
    if figures["daily_cap"] is not None:
        yield _("at most %(yen)s a day") % {"yen": yen(figures["daily_cap"])}
    if figures["monthly_cap"] is not None:
        yield _("at most %(yen)s a month") % {"yen": yen(figures["monthly_cap"])}
    if figures["monthly_flat"] is not None:
        yield _("paid by the month: %(yen)s") % {"yen": yen(figures["monthly_flat"])}


def _edge_words(is_morning: bool, edge: str) -> str:
    if not edge:
        return _("before the agreed hours") if is_morning else _("after the agreed hours")
    return (_("before %(time)s") if is_morning else _("after %(time)s")) % {"time": edge}


def _unit_words(rounding: str) -> str:
    if rounding == UP:
        return _("%(yen)s for every %(n)s minutes begun")
    if rounding == DOWN:
        return _("%(yen)s for every full %(n)s minutes")
    return _("%(yen)s for every %(n)s minutes, to the nearest")
