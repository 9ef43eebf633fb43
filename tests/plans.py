"""Which tables PostgreSQL would read from end to end for what an act asks."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

GROWING = ("attendance_stamp", "attendance_attendance", "attendance_report", "attendance_noshow")


def scanned(act: Callable[[], Any]) -> set[str]:
    """The growing tables of attendance of which a statement's plan has a sequential scan."""
    return plans(act) & set(GROWING)


def plans(act: Callable[[], Any]) -> set[str]:
    """All tables of which a statement's plan has a sequential scan."""
    with CaptureQueriesContext(connection) as queries:
        act()
    statements = [query["sql"] for query in queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
    return {table for statement in statements for table in _read_whole(_plan(statement))}


def _plan(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.replace('%', '%%')}", [])
        (found,) = cursor.fetchone()
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def _read_whole(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _read_whole(part)
