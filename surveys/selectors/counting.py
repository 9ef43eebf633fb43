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
from surveys.models import CHOOSING, Kind, Question, Survey

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
_JOINED = "surveys_response r JOIN surveys_answer a ON a.response_id = r.id"
# How often each choice of a question was made, under None how many rows have no choice: a number, a day or a text, or
# that a branch led past a question with choices.
_CHOSEN = """
SELECT 'chosen', a.question_id, a.choice_id, {sign}count(*) FROM {rows}
WHERE {where} AND a.question_id = ANY(%(asked)s) GROUP BY 2, 3
"""
# The same where every answer counts: a stretch of the index for each choice, in half the time of grouping the rows.
_EACH_CHOSEN = """
SELECT 'chosen', c.question_id, c.id,
       (SELECT count(*) FROM surveys_answer a WHERE a.question_id = c.question_id AND a.choice_id = c.id)
FROM surveys_choice c WHERE c.question_id = ANY(%(asked)s)
UNION ALL
SELECT 'chosen', q, NULL, (SELECT count(*) FROM surveys_answer a WHERE a.question_id = q AND a.choice_id IS NULL)
FROM unnest(%(asked)s::uuid[]) q
"""
_PAST = """
SELECT 'past', a.question_id, NULL::bigint, {sign}count(*) FROM {rows}
WHERE {where} AND a.question_id = ANY(%(branched)s) AND a.is_skipped GROUP BY 2
"""
# One question at a time, and by hash: small tables in memory are three times as fast as sorting.
_PEOPLE = """
SELECT 'people', q, NULL::bigint,
       {sign}(SELECT count(*) FROM (SELECT FROM {rows} WHERE {where} AND a.question_id = q AND a.choice_id IS NOT NULL
                                    GROUP BY a.response_id) one)
FROM unnest(%(several)s::uuid[]) q
"""
_VALUES = """
SELECT a.question_id, a.number, a.day, {sign}count(*) FROM {rows}
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
        if self._waits_for_ten:
            parts.append("r.is_counted")
        return " AND ".join(parts)

    @property
    def parts(self) -> list[dict[str, str]]:
        """`rows` and `where` of answers to questions of the survey; those with the `sign` - are taken off the others.

        Where nothing narrows, the questions alone say which: read from their index, without the responses, but for
        the few that wait.
        """
        if self.by:
            return [{"rows": _JOINED, "where": self.where, "sign": ""}]
        all_of_them = {"rows": "surveys_answer a", "where": "true", "sign": ""}
        waiting = {"rows": _JOINED, "where": "r.survey_id = %(survey)s AND NOT r.is_counted", "sign": "-"}
        return [all_of_them, waiting] if self._waits_for_ten else [all_of_them]

    @property
    def _waits_for_ten(self) -> bool:
        return self.survey.is_anonymous and self.survey.is_open(timezone.now())

    @property
    def values(self) -> dict[str, Any]:
        return {"survey": self.survey.pk, **self.by}


@dataclass(frozen=True)
class Totals:
    """{question: {choice id or 0: rows}}, those led past it, people of several choices."""

    chosen: dict[UUID, dict[int, int]]
    skipped: dict[UUID, int]
    people: dict[UUID, int]


def count_by(narrowed: Narrowed, key: str) -> dict[str, int]:
    """Answers by the values of an attribute."""
    sql = f"SELECT {ATTRIBUTES[key]}, count(*) FROM surveys_response r WHERE {narrowed.where} GROUP BY 1"  # noqa: S608
    return dict(_rows(sql, narrowed.values))


def totals_of(narrowed: Narrowed, questions: Sequence[Question]) -> Totals:
    """Of these questions, all in one statement: whoever answers meanwhile is in all of it or in none."""
    values = narrowed.values | {
        "asked": [row.pk for row in questions],
        "branched": [row.pk for row in questions if row.shown_when_id and row.kind not in CHOOSING],
        "several": [row.pk for row in questions if row.kind == Kind.MULTIPLE],
    }
    choosing, found = {row.pk for row in questions if row.kind in CHOOSING}, Totals({}, {}, {})
    for (what, question, choice), rows in _counted(_totals_sql(narrowed, values), values).items():
        if what == "people":
            found.people[question] = rows
        elif what == "past" or (choice is None and question in choosing):
            found.skipped[question] = rows
        else:
            found.chosen.setdefault(question, {})[choice or 0] = rows
    for question in found.skipped.keys() - choosing:
        found.chosen[question][0] -= found.skipped[question]
    return found


def _totals_sql(narrowed: Narrowed, values: Mapping[str, Any]) -> str:
    statements = []
    for part in narrowed.parts:
        is_all = part["where"] == "true"
        statements.append(_EACH_CHOSEN if is_all else _CHOSEN.format(**part))
        statements += [_PAST.format(**part)] if values["branched"] else []
        statements += [_PEOPLE.format(**part)] if values["several"] else []
    return " UNION ALL ".join(statements)


def values_of(
    narrowed: Narrowed, measured: Sequence[UUID]
) -> dict[UUID, tuple[dict[Decimal, int], dict[date, int]]]:
    """Numbers and days of these questions, each with how often it was given."""
    found: dict[UUID, tuple[dict[Decimal, int], dict[date, int]]] = {key: ({}, {}) for key in measured}
    if not measured:
        return found
    sql = " UNION ALL ".join(_VALUES.format(**part) for part in narrowed.parts)
    values = narrowed.values | {"measured": list(measured)}
    for (question, number, day), count in _counted(sql, values).items():
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


def _counted(sql: str, values: Mapping[str, Any]) -> dict[tuple[Any, ...], int]:
    """The last column by those before it, added up; what nobody did is not in it."""
    found: dict[tuple[Any, ...], int] = {}
    for *key, count in _rows(sql, values):
        found[*key,] = found.get((*key,), 0) + count
    return {key: count for key, count in found.items() if count}


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with inside(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
