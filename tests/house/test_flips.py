"""Every rule is turned into its opposite once, and somebody must notice: a new rule cannot come without that."""

import inspect
import re
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from attendance.selectors import board_rows, watch
from backend import rowlevel
from backend.prepared import Prepared
from facilities.selectors import family
from mobile_web import tablets
from tests.house.access import (
    flips,
    flips_attendance,
    flips_contactbook,
    flips_photos,
    flips_sales,
    flips_surveys,
    ruled,
    unseen,
    unseen_attendance,
    unseen_contactbook,
    unseen_meetings,
    unseen_photos,
    unseen_sales,
    unseen_surveys,
)
from tests.house.access.entries import Entry
from tests.house.access.flips import Flip
from tests.house.access.marks import told_of_elsewhere
from tests.house.access.table import TABLE
from tests.house.access.walk import cells_of
from tests.house.access.world import World

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
FLIPPED = (
    flips.FLIPS,
    flips_attendance.FLIPS,
    flips_contactbook.FLIPS,
    flips_surveys.FLIPS,
    flips_photos.FLIPS,
    flips_sales.FLIPS,
)
ASKING = (
    unseen.ASKS,
    unseen_attendance.ASKS,
    unseen_contactbook.ASKS,
    unseen_meetings.ASKS,
    unseen_surveys.ASKS,
    unseen_photos.ASKS,
    unseen_sales.ASKS,
)
TESTED_ALONE = (
    unseen.TESTED,
    unseen_attendance.TESTED,
    unseen_contactbook.TESTED,
    unseen_meetings.TESTED,
    unseen_surveys.TESTED,
    unseen_photos.TESTED,
    unseen_sales.TESTED,
)
FLIPS = {rule: flip for part in FLIPPED for rule, flip in part.items()}
ASKS = {rule: asked for part in ASKING for rule, asked in part.items()}
TESTED = {rule: reason for part in TESTED_ALONE for rule, reason in part.items()}
PARTS = (*FLIPPED, *ASKING, *TESTED_ALONE)
PATCHED = ("facilities", "notices", "attendance", "contactbook", "surveys", "photos", "mobile_web")


@cache
def every_rule() -> ruled.Rules:
    return ruled.rules()


def entry_of(surface: str) -> Entry:
    method, name = surface.split()
    return next(one for one in TABLE if (one.method, one.name) == (method, name) and not one.query)


WRITTEN_ONCE = (
    (family, "_family_sql"),
    (family, "_adults_sql"),
    (board_rows, "_lines_sql"),
    (board_rows, "_words_sql"),
    (watch, "_places_sql"),
)


def wrongs(world: World, flip: Flip) -> list[str]:
    """What these persons get there and should not, and what they are told of elsewhere; none if all is right."""
    found = []
    for cell in cells_of(world, entry_of(flip.surface), flip.persons.split()):
        found += [] if cell.is_right else [str(cell)]
        found += told_of_elsewhere(world, cell)
    return found


@pytest.fixture
def _filters_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database keeps nobody from anything, and statements that are built once are built anew from the rules."""
    monkeypatch.setattr(rowlevel, "Visitor", lambda _person: rowlevel.SYSTEM)
    monkeypatch.setattr(tablets, "at_places", lambda **_places: rowlevel.as_system())
    monkeypatch.setattr(Prepared, "_made", property(Prepared._made.func))  # type: ignore[attr-defined] # a cached one
    for module, name in WRITTEN_ONCE:
        monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)


@pytest.mark.usefixtures("_filters_alone")
@pytest.mark.parametrize("rule", FLIPS)
def test_without_the_databases_wall_the_filters_deny_and_a_flipped_rule_goes_red(
    world: World, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip = FLIPS[rule]
    assert wrongs(world, flip) == []
    replace_everywhere(monkeypatch, *every_rule()[rule], flip.wrong)

    assert wrongs(world, flip) != []


def test_every_rule_has_its_flip_or_says_why_not() -> None:
    assert set(every_rule()) - set(FLIPS) - set(ASKS) - set(TESTED) == set()


def test_none_is_named_that_is_gone_or_twice() -> None:
    named = [name for part in PARTS for name in part]

    assert set(named) - set(every_rule()) == set()
    assert len(named) == len(set(named))


@pytest.mark.parametrize("rule", ASKS)
def test_a_rule_that_only_asks_another_does_ask_it(rule: str) -> None:
    owner, name = every_rule()[rule]
    asked = ASKS[rule]

    assert re.search(rf"\b{asked.split('.')[-1]}\b", inspect.getsource(inspect.unwrap(getattr(owner, name))))
    assert asked in FLIPS or asked in ASKS or TESTED[asked][1]


@pytest.mark.parametrize("rule", TESTED)
def test_a_rule_that_the_walk_cannot_see_names_its_reason_and_a_test_that_is_there(rule: str) -> None:
    reason, test = TESTED[rule]
    path, _, name = test.partition("::")

    assert reason
    assert not test or f"def {name}(" in (TESTS / path).read_text(encoding="utf-8")


def test_the_rules_of_every_app_are_looked_for() -> None:
    ours = {app.name for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT)}
    with_rules = {app for app in ours if find_spec(f"{app}.policies")}

    assert {name.split(".")[0] for name in ruled.RULES_ONLY} == with_rules


def replace_everywhere(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, wrong: Any) -> None:
    """Where it is defined, and wherever it was imported by name."""
    right = getattr(owner, name)
    monkeypatch.setattr(owner, name, wrong)
    for module in list(sys.modules.values()):
        if module.__name__.split(".")[0] in PATCHED and vars(module).get(name) is right:
            monkeypatch.setattr(module, name, wrong)
