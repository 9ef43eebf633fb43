"""Counting answers in SQL, and nothing else: what may be told of the counts is decided above.

Counts go past the wall between places: a listed member of one facility reads the whole result of the survey she is
listed for. Whoever calls has found the survey by `Survey.objects.visible_to`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from backend.rowlevel import SYSTEM, inside
from surveys.crosstab import NONE, SKIPPED, Pairs
from surveys.models import Question, Survey

ATTRIBUTES = {
    "@facility": "r.facility_id::text",
    "@class": f"coalesce(r.classroom_id::text, '{NONE}')",
    "@age": f"coalesce(r.age::text, '{NONE}')",
    "@children": "r.children::text",
    "@language": f"coalesce(nullif(r.language, ''), '{NONE}')",
    "@via": "r.via::text",
}
_ANSWER = (
    f"CASE WHEN {{0}}.is_skipped THEN '{SKIPPED}' WHEN {{0}}.choice_id IS NULL THEN '{NONE}' "
    "ELSE {0}.choice_id::text END"
)
_TOTALS = """
SELECT {place}, a.question_id, coalesce(a.choice_id, 0), a.is_skipped, count(*)
FROM surveys_response r JOIN surveys_answer a ON a.response_id = r.id
WHERE {where} GROUP BY 1, 2, 3, 4
"""
_PEOPLE = """
SELECT {place}, a.question_id, count(DISTINCT a.response_id)
FROM surveys_response r JOIN surveys_answer a ON a.response_id = r.id
WHERE {where} AND a.question_id = ANY(%(several)s) AND NOT a.is_skipped GROUP BY 1, 2
"""
_VALUES = """
SELECT a.question_id, a.number, a.day, count(*)
FROM surveys_response r JOIN surveys_answer a ON a.response_id = r.id
WHERE {where} AND a.question_id = ANY(%(measured)s) AND NOT a.is_skipped GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Narrowed:
    """Which answers: of the survey, and of those an attribute's value ('@facility': id) names. Named surveys only.

    While a survey without names is open, its answers come in ten at once.
    """

    survey: Survey
    by: Mapping[str, str]

    @property
    def where(self) -> str:
        parts = ["r.survey_id = %(survey)s", *(f"{ATTRIBUTES[key]} = %({key})s" for key in sorted(self.by))]
        if self.survey.is_anonymous and self.survey.is_open(timezone.now()):
            parts.append("r.is_counted")
        return " AND ".join(parts)

    @property
    def values(self) -> dict[str, Any]:
        return {"survey": self.survey.pk, **self.by}


@dataclass(frozen=True)
class Totals:
    """Of one place, or of all: {question: {choice id or 0: rows}}, those led past it, people of several choices."""

    chosen: dict[UUID, dict[int, int]]
    skipped: dict[UUID, int]
    people: dict[UUID, int]


def count_by(narrowed: Narrowed, key: str) -> dict[str, int]:
    """Answers by the values of an attribute."""
    sql = f"SELECT {ATTRIBUTES[key]}, count(*) FROM surveys_response r WHERE {narrowed.where} GROUP BY 1"  # noqa: S608
    return dict(_rows(sql, narrowed.values))


def totals_by(narrowed: Narrowed, several: Sequence[UUID], key: str = "") -> dict[str, Totals]:
    """Every question at once, by the values of an attribute or under the empty key."""
    names = {"where": narrowed.where, "place": ATTRIBUTES[key] if key else "''::text"}
    found: dict[str, Totals] = {}
    for place, question, choice, is_skipped, rows in _rows(_TOTALS.format(**names), narrowed.values):
        totals = found.setdefault(place, Totals({}, {}, {}))
        if is_skipped:
            totals.skipped[question] = rows
        else:
            totals.chosen.setdefault(question, {})[choice] = rows
    if several:
        values = narrowed.values | {"several": list(several)}
        for place, question, people in _rows(_PEOPLE.format(**names), values):
            found[place].people[question] = people
    return found


def values_of(
    narrowed: Narrowed, measured: Sequence[UUID]
) -> dict[UUID, tuple[dict[Decimal, int], dict[date, int]]]:
    """Numbers and days of these questions, each with how often it was given."""
    found: dict[UUID, tuple[dict[Decimal, int], dict[date, int]]] = {key: ({}, {}) for key in measured}
    if not measured:
        return found
    values = narrowed.values | {"measured": list(measured)}
    for question, number, day, count in _rows(_VALUES.format(where=narrowed.where), values):
        if number is not None:
            found[question][0][number] = count
        elif day is not None:
            found[question][1][day] = count
    return found


def pairs_of(narrowed: Narrowed, rows: Question | str, columns: Question | str) -> Pairs:
    """How many are in each group of one variable and each of the other; a question's groups are ids of choices."""
    joins, values, names = [], narrowed.values, []
    for name, variable in (("x", rows), ("y", columns)):
        if isinstance(variable, str):
            names.append(ATTRIBUTES[variable])
            continue
        values = values | {name: variable.pk}
        joins.append(
            f"LEFT JOIN surveys_answer {name} ON {name}.response_id = r.id AND {name}.question_id = %({name})s"
        )
        names.append(_ANSWER.format(name))
    sql = (
        f"SELECT {names[0]}, {names[1]}, count(*) FROM surveys_response r {' '.join(joins)} "  # noqa: S608
        f"WHERE {narrowed.where} GROUP BY 1, 2"
    )
    return {(one, other): count for one, other, count in _rows(sql, values)}


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with inside(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
