"""A row of an import in words: who, what it comes to, what changes from what to what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from facilities.models import Guardian, RosterRow
from facilities.rosters.problems import advice, sentence
from facilities.rosters.values import words

Result = RosterRow.Result
PILLS = {  # state of the pill, icon
    Result.NEW: ("new", "user-plus"),
    Result.CHANGED: ("changed", "pencil"),
    Result.UNCHANGED: ("same", "check"),
    Result.ERROR: ("wrong", "alert-triangle"),
    Result.LEFT_OUT: ("left-out", "minus"),
}
LABELS: Mapping[str, Any] = {
    "family_name": gettext_lazy("Family name"),
    "given_name": gettext_lazy("Given name"),
    "family_kana": gettext_lazy("Reading"),
    "given_kana": gettext_lazy("Reading"),
    "born_on": gettext_lazy("Birthday"),
    "number": gettext_lazy("Number of the child"),
    "allergies": gettext_lazy("Allergies"),
    "household": gettext_lazy("Household number"),
    "classroom": gettext_lazy("Class"),
    "joins": gettext_lazy("Joins a known family"),
    "guardian": gettext_lazy("Guardian {n}"),
    "name": gettext_lazy("Guardian {n}"),
    "kana": gettext_lazy("Reading of guardian {n}"),
    "relation": gettext_lazy("Relation {n}"),
    "phone": gettext_lazy("Telephone {n}"),
    "email": gettext_lazy("E-mail {n}"),
}


@dataclass(frozen=True)
class ChangeLine:
    """One field; `before` is shown struck unless nothing was there."""

    label: str
    before: str
    after: str
    was_empty: bool


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    number: int
    name: str
    classroom: str
    tint: str
    result: str
    state: str
    icon: str
    word: Any
    changes: tuple[ChangeLine, ...]
    summary: str
    problems: tuple[tuple[str, str], ...]
    is_link: bool


def line_of(row: RosterRow, tints: Mapping[str, str]) -> Line:
    """The row in the language of the page."""
    room = words(row.values.get("classroom", ""))
    tint = tints.get(room) or tints.get(f"{room}組", "")
    state, icon = PILLS[Result(row.result)]
    is_new = any(change[0] == "starts_on" for change in row.changes)
    shown = [change for change in row.changes if change[0] not in ("starts_on", "guardians")]
    return Line(
        number=row.number,
        name=_name(row),
        classroom=room,
        tint=tint,
        result=row.result,
        state=state,
        icon=icon,
        word=Result(row.result).label,
        changes=tuple(_change(change) for change in shown),
        summary=_summary(row) if is_new else "",
        problems=tuple((sentence(*found), advice(*found)) for found in row.problems),
        is_link=row.changes_link,
    )


def day_words(text: str) -> str:
    """A day of a change, short."""
    return date_format(date.fromisoformat(text), _("j M"))


def _name(row: RosterRow) -> str:
    values = row.values
    said = values.get("name") or f"{values.get('family_name', '')} {values.get('given_name', '')}"
    return words(said) or (str(row.child) if row.child else _("Without a name"))


def _change(change: list[str]) -> ChangeLine:
    field, before, after, *more = change
    label = str(LABELS[re.sub(r"\d$", "", field)]).format(n=field[-1])
    kind = re.sub(r"\d$", "", field)
    return ChangeLine(
        label=label,
        before=_value(kind, before) or (_("none") if kind == "allergies" else _("empty")),
        after=_after(kind, after, more),
        was_empty=not before and kind != "allergies",
    )


def _after(kind: str, after: str, more: list[str]) -> str:
    value = _value(kind, after) or (_("none") if kind == "allergies" else _("empty"))
    if kind == "classroom" and more:
        return _("%(name)s (from %(day)s)") % {"name": value, "day": day_words(more[0])}
    if kind == "guardian" and more:
        return f"{value} ({Guardian.Relation(more[0]).label})"
    return value


def _value(kind: str, text: str) -> str:
    if kind == "relation" and text:
        return str(Guardian.Relation(text).label)
    if kind == "born_on" and text:
        return date_format(date.fromisoformat(text), _("j M Y"))
    return text


def _summary(row: RosterRow) -> str:
    """From 1 Dec, 2 guardians."""
    said = {change[0]: change[2] for change in row.changes}
    n = int(said.get("guardians", "0"))
    guardians = ngettext("%(n)s guardian", "%(n)s guardians", n) % {"n": n}
    return _("From %(day)s, %(guardians)s") % {"day": day_words(said["starts_on"]), "guardians": guardians}
