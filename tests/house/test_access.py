"""Every URL and method × every kind of person × every relation: one table, walked both ways."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend import rowlevel
from facilities import policies
from facilities.models import Application, Facility, Member
from facilities.models.families import ChildQuerySet, GrantQuerySet
from facilities.models.places import FacilityQuerySet
from facilities.models.staff import StaffPostQuerySet
from facilities.selectors import applications, board, tablets
from mobile_web.views.office import frame
from notices.models import Notice
from notices.models.notice import NoticeQuerySet
from notices.selectors import desk
from tests.house.access import document, operator
from tests.house.access.entries import Entry
from tests.house.access.outcomes import Outcome, outcome_of
from tests.house.access.persons import KINDS, SIGNED_IN, TABLETS
from tests.house.access.surfaces import METHODS, UNSAFE, Surface, every_surface
from tests.house.access.table import TABLE, is_declared, undeclared
from tests.house.access.walk import Cell, ask, cells_of, request_of
from tests.house.access.world import World

PERMISSIONS = Path(__file__).resolve().parents[2] / "PERMISSIONS.md"
# Pages of another package: its dispatch answers any method like GET or POST, with the same form, token and rule.
NOT_OURS = ("account_", "mfa_")
ONES = {entry.name: entry for entry in TABLE if not entry.name.startswith(NOT_OURS)}
SOME = (
    "blocked_guardian", "expired_guardian", "outsider", "teacher", "other_teacher", "other_manager", "manager",
    "ex_staff", "reader", "office", "guardian",
)  # fmt: skip


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


@pytest.mark.parametrize("entry", [entry for entry in TABLE if entry.method in UNSAFE], ids=named)
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


def everything(self: Any, *_arguments: object, **_options: object) -> Any:
    return self.all()


def yes(*_arguments: object, **_options: object) -> bool:
    return True


def nothing(*_arguments: object, **_options: object) -> None:
    return None


Flip = tuple[Any, str, Callable[..., Any], str, str]
FLIPS: dict[str, Flip] = {
    "anybody may send": (policies, "may_send", yes, "POST", "office_send"),
    "nobody asks who sends": (policies, "require_sender", nothing, "POST", "office_undo"),
    "anybody phones everybody": (policies, "facilities_to_call", nothing, "POST", "office_call_take"),
    "every child is visible": (ChildQuerySet, "visible_to", everything, "GET", "api_children-detail"),
    "every facility is visible": (FacilityQuerySet, "visible_to", everything, "GET", "api_facilities-detail"),
    "everybody received it": (NoticeQuerySet, "received_at", everything, "GET", "guardian_notice"),
    "everybody works on it": (NoticeQuerySet, "managed_by", everything, "GET", "office_compose"),
    "everybody follows it": (desk, "followed_by", lambda _user: Notice.objects.all(), "GET", "office_reach_now"),
    "everybody works everywhere": (
        FacilityQuerySet, "worked_in_by", everything, "GET", "office_facility",
    ),
    "blocks and last days are forgotten": (
        GrantQuerySet, "live", lambda self, _day: self.filter(is_blocked=False), "GET", "guardian_notice",
    ),
    "a post never ends": (
        StaffPostQuerySet, "held_by", lambda self, user, _day=None: self.filter(member__user_id=user.pk),
        "GET", "office_notice",
    ),
    "every class is hers": (
        board, "classrooms_of",
        lambda _user: list(board.Classroom.objects.select_related("facility")), "GET", "teacher_board_class",
    ),
    "everybody keeps the roster": (policies, "may_keep_roster", yes, "POST", "office_sheets_class"),
    "every child is on her roster": (ChildQuerySet, "on_roster_of", everything, "GET", "office_child"),
    "every application is hers": (
        applications, "applications_to", lambda _user: Application.objects.all(), "GET", "office_application",
    ),
    "every member is hers": (
        applications, "members_of", lambda _user, **_: Member.objects.all(), "POST", "office_member_end",
    ),
    "everybody audits": (policies, "may_audit", yes, "GET", "office_audit"),
    "every tablet is hers": (
        tablets, "managed_facilities", lambda _user: Facility.objects.all(), "GET", "office_tablet",
    ),
    "every notice may be phoned about": (frame, "phoned_notice", frame.followed_notice, "GET", "office_call_card"),
}  # fmt: skip


@pytest.mark.parametrize("flip", FLIPS.values(), ids=FLIPS)
def test_without_the_databases_wall_the_filters_deny_and_a_flipped_rule_goes_red(
    world: World, flip: Flip, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name, wrong, method, surface = flip
    entry = next(one for one in TABLE if (one.method, one.name) == (method, surface) and not one.query)
    monkeypatch.setattr(rowlevel, "Visitor", lambda _person: rowlevel.SYSTEM)
    assert [str(cell) for cell in cells_of(world, entry, SOME) if not cell.is_right] == []
    replace_everywhere(monkeypatch, owner, name, wrong)

    found = next((cell for cell in cells_of(world, entry, SOME) if not cell.is_right), None)

    assert found is not None


def replace_everywhere(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, wrong: Any) -> None:
    """Where it is defined, and wherever it was imported by name."""
    right = getattr(owner, name)
    monkeypatch.setattr(owner, name, wrong)
    for module in list(sys.modules.values()):
        if module.__name__.split(".")[0] in ("facilities", "notices", "mobile_web") and (
            vars(module).get(name) is right
        ):
            monkeypatch.setattr(module, name, wrong)
