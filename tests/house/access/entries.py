"""An entry of the table: one surface and method with its rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.house.access.rules import Rule


@dataclass(frozen=True)
class Entry:
    """One cell column: a surface, a method, its rule. `query` may hold a thing's first id as {id}."""

    name: str
    method: str
    rule: Rule
    fields: Mapping[str, Any] | None = None
    query: str = ""
    bare: bool = False  # the ids stand in the query or the body, not in the address


def get_entries(rule: Rule, *names: str) -> list[Entry]:
    return [Entry(name, "GET", rule) for name in names]


def post_entries(rule: Rule, *names: str, **fields: Any) -> list[Entry]:
    return [Entry(name, "POST", rule, fields) for name in names]
