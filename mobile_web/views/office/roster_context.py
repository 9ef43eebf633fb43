"""What the page of one import shows: columns, counts, rows, and the bar at the foot with the one next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from facilities.models import RosterImport, RosterRow
from facilities.rosters.fields import FIELDS
from facilities.selectors.rosters import FILTERS, LINKED, REVIEW, rows_in_order, tints_of
from mobile_web.views.office.roster_lines import line_of

PAGE = 100
UNDO_WITHIN = timedelta(days=7)
State, Result = RosterImport.State, RosterRow.Result
AT_WORK = (State.READING, State.APPLYING)
KINDS = {
    "birthday": gettext_lazy("birthdays"),
    "date": gettext_lazy("days"),
    "name": gettext_lazy("names"),
    "kana": gettext_lazy("readings"),
    "phone": gettext_lazy("telephone numbers"),
    "email": gettext_lazy("e-mail addresses"),
    "relation": gettext_lazy("relations"),
    "number": gettext_lazy("numbers"),
    "": gettext_lazy("something else"),
}
TABS = {  # word, icon
    REVIEW: (gettext_lazy("Rows to look at"), "list-check"),
    Result.NEW: (gettext_lazy("New"), "user-plus"),
    Result.CHANGED: (gettext_lazy("Changed"), "pencil"),
    LINKED: (gettext_lazy("Links"), "link"),
    Result.ERROR: (gettext_lazy("Error"), "alert-triangle"),
    Result.LEFT_OUT: (gettext_lazy("Left out"), "minus"),
    Result.UNCHANGED: (gettext_lazy("Unchanged"), "check"),
}
RARE = (LINKED, Result.LEFT_OUT)


@dataclass(frozen=True)
class Column:
    """One column of the file and what it is taken for."""

    letter: str
    heading: str
    field: str
    doubt: str


@dataclass(frozen=True)
class Tab:
    """A filter with its count."""

    key: str
    word: Any
    icon: str
    count: int
    is_current: bool


def roster_context(user: User, roster: RosterImport, asked: Mapping[str, str]) -> dict[str, Any]:
    """Two queries for rows and colours; everything else is in the import."""
    shown = asked.get("show", "")
    default = LINKED if roster.state == State.WAITING else REVIEW
    chosen = shown if shown in FILTERS else default
    key = asked.get("after", "")
    after = int(key) if key.isdecimal() and len(key) < 9 else 0
    rows = list(rows_in_order(roster, chosen, after)[: PAGE + 1])
    tints = tints_of(roster.facility_id)
    return {
        "roster": roster,
        "columns": columns_of(roster),
        "fields": FIELDS.items(),
        "missing": missing_fields(roster),
        "tabs": tabs_of(roster, chosen),
        "chosen": chosen,
        "after": after,
        "lines": [line_of(row, tints) for row in rows[:PAGE]],
        "following": cast(Any, rows[PAGE - 1]).place if len(rows) > PAGE else 0,
        "at_work": roster.state in AT_WORK,
        "may_change": roster.state == State.CHECKED,
        **foot_of(user, roster),
    }


def columns_of(roster: RosterImport) -> list[Column]:
    doubts = roster.counts.get("doubts", {})
    return [
        Column(_letter(n), heading, field, _doubt(doubts.get(str(n))))
        for n, (heading, field) in enumerate(zip(roster.headers, roster.mapping, strict=False))
    ]


def missing_fields(roster: RosterImport) -> list[str]:
    """Without these no row can be understood."""
    chosen = set(roster.mapping)
    if not chosen or roster.state == State.REFUSED:
        return []
    missing = []
    if not chosen & {"name", "family_name"}:
        missing.append(str(FIELDS["name"]))
    if not chosen & {"number", "kana", "family_kana"}:
        missing.append(str(FIELDS["kana"]))
    if "born_on" not in chosen:
        missing.append(str(FIELDS["born_on"]))
    return missing


def tabs_of(roster: RosterImport, chosen: str) -> list[Tab]:
    counts = {key: int(roster.counts.get(key, 0)) for key in Result.values}
    counts[LINKED] = int(roster.counts.get("links", 0))
    counts[REVIEW] = sum(counts[key] for key in Result.values if key != Result.UNCHANGED)
    return [
        Tab(key, word, icon, counts[key], key == chosen)
        for key, (word, icon) in TABS.items()
        if counts[key] or key not in RARE or key == chosen
    ]


def foot_of(user: User, roster: RosterImport) -> dict[str, Any]:
    """Numbers of the bar: what would be applied, what is in the way, whose turn it is."""
    counts = roster.counts
    applied_at = roster.applied_at
    return {
        "errors": counts.get(Result.ERROR, 0),
        "links": counts.get("links", 0),
        "effects": counts.get(Result.NEW, 0) + counts.get(Result.CHANGED, 0),
        "is_own": roster.created_by_id == user.pk,
        "may_undo": bool(
            roster.state == State.APPLIED and applied_at and timezone.now() - applied_at < UNDO_WITHIN
        ),
    }


def _letter(n: int) -> str:
    """A, B … Z, AA, as spreadsheets name columns."""
    return ("" if n < 26 else chr(64 + n // 26)) + chr(65 + n % 26)


def _doubt(kind: str | None) -> str:
    if kind is None:
        return ""
    return _("This column holds %(kind)s. Is it the right one?") % {"kind": KINDS.get(kind, KINDS[""])}
