"""Every URL and method × every kind of person × every relation: one table, walked both ways."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.house.access import document, operator
from tests.house.access.entries import Entry
from tests.house.access.marks import told_of_elsewhere
from tests.house.access.outcomes import Outcome, outcome_of
from tests.house.access.persons import KINDS, SIGNED_IN, TABLETS
from tests.house.access.surfaces import METHODS, UNSAFE, Surface, every_surface
from tests.house.access.table import TABLE, is_declared, undeclared
from tests.house.access.walk import Cell, ask, cells_of, request_of
from tests.house.access.world import World

PERMISSIONS = Path(__file__).resolve().parents[2] / "PERMISSIONS.md"
# Pages of another package: its dispatch answers any method like GET or POST, with the same form, token and rule.
NOT_OURS = ("account_", "mfa_")
SIGNED = {
    "stripe_hook"
}  # no cookie is looked at there: the body is signed (tests/photos/test_card_payments.py)
ONES = {entry.name: entry for entry in TABLE if not entry.name.startswith(NOT_OURS)}


def named(entry: Entry) -> str:
    return f"{entry.method} {entry.name} {entry.query}".strip()


def told_apart(cells: list[Cell]) -> list[str]:
    """People for whom 'not yours' and 'not there' differ, with the first place where they do."""
    first: dict[str, Cell] = {}
    found = []
    for cell in cells:
        if cell.outcome is Outcome.HIDDEN:
            known = first.setdefault(cell.person, cell)
            if known.seen != cell.seen:
                at = next(
                    (n for n, (a, b) in enumerate(zip(known.seen, cell.seen, strict=False)) if a != b), 0
                )
                here, there = (one.seen[max(0, at - 40) : at + 60] for one in (known, cell))
                found.append(f"{cell.person}: {known.thing!r} {here!r} is not {cell.thing!r} {there!r}")
    return found


@pytest.mark.parametrize("entry", TABLE, ids=named)
def test_everybody_gets_what_the_table_says_and_not_yours_looks_like_not_there(
    world: World, entry: Entry
) -> None:
    cells = list(cells_of(world, entry))

    wrong = [str(cell) for cell in cells if not cell.is_right]

    assert not wrong, "\n".join(wrong[:20])
    assert told_apart(cells)[:5] == []
    assert [mark for cell in cells for mark in told_of_elsewhere(world, cell)][:5] == []


def test_every_surface_declares_its_rule() -> None:
    assert undeclared(every_surface()) == []


def test_a_new_surface_without_a_rule_is_named() -> None:
    new = [Surface("secret_page", "secret/"), Surface("api_things-list", "api/v1/things/", ("GET", "POST"))]

    sentences = undeclared(new)

    assert len(sentences) == 3
    assert sentences[0] == "secret_page (secret/) declares no rule: add it to tests/house/access/table.py."


def test_the_table_names_no_surface_that_is_gone() -> None:
    assert {entry.name for entry in TABLE} <= {surface.name for surface in every_surface()}


@pytest.mark.parametrize("entry", ONES.values(), ids=ONES)
def test_a_method_that_is_not_declared_does_nothing(world: World, entry: Entry) -> None:
    thing, person = somebody_who_may(entry)
    methods = [method for method in METHODS if not is_declared(entry.name, method)]

    answers = {
        method: ask(world, replace(entry, method=method, fields={}), person, thing).outcome
        for method in methods
    }

    assert set(answers.values()) <= {Outcome.METHOD, Outcome.HIDDEN}, answers


FORMS = [entry for entry in TABLE if entry.method in UNSAFE and entry.name not in SIGNED]


@pytest.mark.parametrize("entry", FORMS, ids=named)
def test_no_form_is_taken_from_another_site(world: World, entry: Entry) -> None:
    thing, person = somebody_who_may(entry)

    response = request_of(world, entry, world.elsewhere(person), thing)

    assert outcome_of(response) is Outcome.REFUSED


def somebody_who_may(entry: Entry) -> tuple[str, str]:
    """A thing and a person the rule lets in, or a tablet; somebody signed in where nobody may."""
    for thing, who in entry.rule.things.items():
        allowed = sorted((who.may | who.depends) & SIGNED_IN or who.may & TABLETS)
        if allowed:
            return thing, allowed[0]
    return next(iter(entry.rule.things)), "manager"


@pytest.mark.parametrize("path", operator.paths())
def test_the_operators_site_is_there_for_operators_only(world: World, path: str) -> None:
    persons = KINDS if path == "/operator/" else ("anonymous", "guardian", "manager", "office", "operator")

    answers = {person: outcome_of(world.client(person).get(path)) for person in persons}

    assert answers.pop("anonymous") is Outcome.SIGN_IN
    assert answers.pop("operator") in (Outcome.OK, Outcome.REFUSED, Outcome.HIDDEN)
    assert [answers.pop(tablet, None) for tablet in sorted(TABLETS)] in (
        [None, None],
        [Outcome.SIGN_IN, Outcome.HIDDEN],
    )
    assert set(answers.values()) <= {operator.others_get(path)}


@pytest.mark.parametrize("path", [path for path in operator.paths() if path.endswith("/add/")])
def test_an_operator_adds_nothing(world: World, path: str) -> None:
    assert outcome_of(world.client("operator").post(path)) is Outcome.REFUSED


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_health_address_tells_no_names(world: World, path: str) -> None:
    answer = world.client("anonymous").get(path)

    assert answer.status_code == 200
    assert all(isinstance(value, bool | float | str | None) for value in answer.json().values())
    assert not any(user.name in answer.content.decode() for user in world.users.values())


def test_the_written_permissions_are_those_of_the_table() -> None:
    assert PERMISSIONS.read_text(encoding="utf-8") == document.text(), "run: python -m tests.house.access"
