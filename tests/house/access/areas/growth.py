"""Growth, health, tokens: whose curves, whose measuring day, whose programs."""

from datetime import timedelta

from backend.ids import uuid7
from contactbook.merge import CellWrite
from contactbook.models import Side
from contactbook.services import Page, make_token, publish_entries, write_cells
from facilities.clock import today_at
from tests.house.access import rules
from tests.house.access.entries import Entry, get_entries, post_entries
from tests.house.access.persons import FAMILY, SIGNED_IN, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

CURVE = Rule(
    "Who writes for the child today; who only reads along changes nothing and is led back.",
    {
        "own child": Who(people("guardian", "co_guardian", "separated_guardian", "relative")),
        "child of the next class": Who(),
        "other facility's child": Who(),
        "other organisation's child": Who(people("outsider")),
        "child who left": Who(people("left_guardian")),
        "no such child": Who(),
    },
)
TELLS = Rule(
    "Who writes for the class and sends notices, in her own session.",
    {
        "own class": Who(people("teacher", "manager")),
        "next class": Who(people("other_teacher", "manager")),
        "other facility's class": Who(people("other_manager")),
        "other organisation's class": Who(people("foreign_manager")),
        "no such class": Who(),
    },
)
TOKEN = Rule(
    "Who made it.",
    {
        "own token": Who(people("guardian")),
        "other organisation's token": Who(people("outsider")),
        "no such token": Who(),
    },
)
ENTRY = Rule(
    "The child's family; staff read on their own pages.",
    {
        "own child's entry for programs": Who(people(FAMILY)),
        "no such entry for programs": Who(),
    },
)
PREFILL = Rule(
    "Who writes for the child at home; who reads along is refused, staff write on their own pages.",
    {
        "own child": Who(
            people("guardian", "co_guardian", "separated_guardian"),
            people("relative"),
            SIGNED_IN - FAMILY - people("teacher", "part_timer", "manager"),
        ),
    },
)
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_growth"),
    *post_entries(CURVE, "guardian_growth_curve", sex="female"),
    *get_entries(rules.BOARD, "teacher_growth"),
    *post_entries(rules.BOARD, "teacher_growth_save"),
    *get_entries(rules.BOARD, "teacher_health"),
    *post_entries(TELLS, "teacher_health_tell", illness="influenza"),
    *get_entries(rules.GUARDIAN_PAGES, "guardian_tokens"),
    *post_entries(rules.GUARDIAN_PAGES, "guardian_tokens", name=""),
    *post_entries(TOKEN, "guardian_token_end"),
    *get_entries(rules.ACCOUNT, "api_entries-list"),
    *get_entries(ENTRY, "api_entries-detail"),
    Entry("api_entries-list", "POST", PREFILL, {"cells": []}, bare=True),
]


def make(world: World) -> None:
    for name, who in (("own", "guardian"), ("foreign", "outsider")):
        user = world.guardians[who].user
        assert user
        given = {"actor": user, "name": "Home Assistant", "children": [world.children[name].pk]}
        world.rows[f"{name} token"] = make_token(**given, can_write=True)[0]
    teacher, own = world.users["teacher"], world.children["own"]
    place = world.places["own"]
    day = today_at(place) - timedelta(days=3)
    page = Page(place, day, Side.NURSERY, own)
    made = write_cells(actor=teacher, page=page, session=uuid7(), writes=[CellWrite("mood", "good")])
    publish_entries(actor=teacher, facility=place, entries=[made.entry.pk])
    world.rows["own entry of the API"] = made.entry


def things(world: World) -> dict[str, tuple[object, ...]]:
    return {
        "own token": (world.rows["own token"].pk,),
        "other organisation's token": (world.rows["foreign token"].pk,),
        "no such token": (NOWHERE,),
        "own child's entry for programs": (world.rows["own entry of the API"].pk,),
        "no such entry for programs": (NOWHERE,),
    }
