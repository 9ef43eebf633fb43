"""PERMISSIONS.md, written from the table that the walk proves."""

import re
from collections.abc import Iterable

from tests.house.access.persons import EVERY_BROWSER, EVERYBODY, KINDS, SIGNED_IN, Persons
from tests.house.access.rules import Rule, Who
from tests.house.access.table import BESIDE, OPERATOR_RULE, TABLE

DAY = re.compile(r"\d{4}-\d\d-\d\d")  # of the run, not of the rule
HEAD = """# Who sees what

Written by `python -m tests.house.access` from the table that `tests/house/test_access.py` walks: every address and
method, asked by every kind of person about every kind of thing. Do not edit it by hand.

**May** gets an answer, or a rule's answer ("somebody was there first"). **Refused** sees that it is there and may not
do it (403). For everybody else it is not there (404), byte for byte like something that never was. Who is not
signed in is sent to the sign-in (401 for programs). Every POST needs a form token; there is no exemption.
"""


def text() -> str:
    """The whole file."""
    rules: dict[str, tuple[Rule, list[str]]] = {}
    for entry in TABLE:
        query = f"?{DAY.sub('…', entry.query.format(id='…'))}" if entry.query else ""
        rules.setdefault(entry.rule.sentence, (entry.rule, []))[1].append(
            f"`{entry.method} {entry.name}{query}`"
        )
    parts = [HEAD, _persons(), *(_rule(rule, surfaces) for rule, surfaces in rules.values()), _beside()]
    return "\n".join(parts)


def _persons() -> str:
    rows = "\n".join(f"| {name} | {said} |" for name, said in KINDS.items())
    return f"## Persons\n\n| Person | Who this is |\n|---|---|\n{rows}\n"


def _rule(rule: Rule, surfaces: Iterable[str]) -> str:
    lines = [
        f"| {thing or '–'} | {_may(who)} | {_names(who.refused)} |" for thing, who in rule.things.items()
    ]
    table = "\n".join(["| About | May | Refused |", "|---|---|---|", *lines])
    return f"## {rule.sentence}\n\n{', '.join(surfaces)}\n\n{table}\n"


def _may(who: Who) -> str:
    return _names(who.may | who.invalid if who.invalid == SIGNED_IN else who.may | who.depends)


def _names(persons: Persons) -> str:
    if persons == EVERY_BROWSER:
        return "everybody, and shared tablets"
    if persons == EVERYBODY:
        return "everybody"
    if persons == SIGNED_IN:
        return "everybody signed in"
    return ", ".join(name for name in KINDS if name in persons) or "nobody"


def _beside() -> str:
    rows = "\n".join(f"- `{surface}`: {rule}" for surface, rule in BESIDE.items())
    return f"## Beside the pages\n\n- `/operator/…`: {OPERATOR_RULE}\n{rows}\n"
