"""The calendar: whose events, who writes them, who says whether the family comes, and the secret address."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from surveys import services
from surveys.models import Event
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.outcomes import Outcome
from tests.house.access.persons import (
    CENTRAL,
    EVERYBODY,
    FACILITY_SENDERS,
    FACILITY_STAFF,
    FAMILY,
    FOREIGN_STAFF,
    SENDERS,
    WATCHERS,
    people,
)
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

PAPER = b"%PDF-1.7\n%%EOF\n"
WRITTEN = {"title": "夕涼み会", "kind": "event", "starts_on": "2030-07-01", "reply_unit": "household"}
SEES = Rule(
    "Families with a child there while it lasts, once it is published.",
    {
        "own facility's event": Who(people(FAMILY)),
        "own facility's event in draft": Who(),
        "other facility's event": Who(),
        "organisation's event": Who(people(FAMILY)),
        "other organisation's event": Who(people("outsider")),
        "no such event": Who(),
    },
)
REPLIES = Rule(
    "Who sees it; whether she answers for the child is asked next, and the form says so.",
    {
        "own facility's event": Who(people(FAMILY)),
        "own facility's event in draft": Who(),
        "other facility's event": Who(),
        "organisation's event": Who(people(FAMILY)),
        "other organisation's event": Who(people("outsider")),
        "no such event": Who(),
    },
)
LOOKS = Rule(
    "Staff of the facility and the central office; what holds everywhere once it is published.",
    {
        "own facility's event": Who(people(FACILITY_STAFF, CENTRAL)),
        "own facility's event in draft": Who(people(FACILITY_STAFF, CENTRAL)),
        "other facility's event": Who(people("other_manager", CENTRAL)),
        "organisation's event": Who(people(FACILITY_STAFF, CENTRAL, "other_manager")),
        "other organisation's event": Who(people(FOREIGN_STAFF)),
        "no such event": Who(),
    },
)
WRITES = Rule(
    "Who sends for the place; its other staff and the central office are refused.",
    {
        "own facility's event": Who(people(FACILITY_SENDERS), people(CENTRAL, "part_timer")),
        "own facility's event in draft": Who(people(FACILITY_SENDERS), people(CENTRAL, "part_timer")),
        "other facility's event": Who(people("other_manager"), people(CENTRAL)),
        "organisation's event": Who(people(SENDERS), people(WATCHERS)),
        "other organisation's event": Who(people("foreign_manager"), people("foreign_office")),
        "no such event": Who(),
    },
)
WRITES_DOWN = Rule(
    "Who sends for the place and knows a child of the family; of others there is nothing to write down.",
    {
        "own facility's invited family": Who(
            people(FACILITY_SENDERS) - {"other_teacher"}, people(CENTRAL, "part_timer")
        ),
        "other facility's invited family": Who(people("other_manager"), people(CENTRAL)),
        "other organisation's invited family": Who(people("foreign_manager"), people("foreign_office")),
        "own event and a family of elsewhere": Who(refused=people(CENTRAL, "part_timer")),
        "no such invited family": Who(),
    },
)
LISTS = Rule(
    "The same, of an event that families see and that asks.",
    {
        "own facility's event": Who(people(FACILITY_SENDERS), people(CENTRAL, "part_timer")),
        "own facility's event in draft": Who(),
        "other facility's event": Who(people("other_manager"), people(CENTRAL)),
        "organisation's event": Who(),
        "other organisation's event": Who(people("foreign_manager"), people("foreign_office")),
        "no such event": Who(),
    },
)
OPENS = Rule(
    "A paper is opened by who sees its event, in a calendar or at work.",
    {
        "own facility's paper": Who(people(FAMILY, FACILITY_STAFF, CENTRAL)),
        "paper of a draft": Who(people(FACILITY_STAFF, CENTRAL)),
        "other facility's paper": Who(people("other_manager", CENTRAL)),
        "other organisation's paper": Who(people("outsider", FOREIGN_STAFF)),
        "no such paper": Who(),
    },
)
TAKES_DOWN = Rule(
    "Who sends for the place; its other staff and the central office are refused.",
    {
        "own facility's paper": Who(people(FACILITY_SENDERS), people(CENTRAL, "part_timer")),
        "paper of a draft": Who(people(FACILITY_SENDERS), people(CENTRAL, "part_timer")),
        "other facility's paper": Who(people("other_manager"), people(CENTRAL)),
        "other organisation's paper": Who(people("foreign_manager"), people("foreign_office")),
        "no such paper": Who(),
    },
)
ADDRESS = Rule(
    "Whoever knows the address; an ended one and a guess are not there.",
    {
        "living address": Who(EVERYBODY),
        "no such address": Who(),
    },
    anonymous=Outcome.HIDDEN,
)
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_calendar", "guardian_feed"),
    *post_entries(rules.GUARDIAN_PAGES, "guardian_feed", act="end"),
    *get_entries(SEES, "guardian_event"),
    *post_entries(REPLIES, "guardian_event", comes="yes"),
    *get_entries(ADDRESS, "calendar_feed"),
    *get_entries(rules.WORKPLACE, "office_events", "office_events_plan"),
    *get_entries(rules.BEGINS, "office_event_new"),
    *post_entries(
        rules.BEGINS,
        "office_event_new",
        title="夕涼み会",
        kind="event",
        starts_on="2030-07-01",
        reply_unit="household",
    ),
    *get_entries(rules.BEGINS, "office_event_copy"),
    *post_entries(rules.BEGINS, "office_event_copy", use="0"),
    *get_entries(LOOKS, "office_event"),
    *get_entries(WRITES, "office_event_edit"),
    *post_entries(
        WRITES,
        "office_event_edit",
        title="夕涼み会",
        kind="event",
        starts_on="2030-07-01",
        reply_unit="household",
    ),
    *post_entries(LOOKS, "office_event_act", act="none"),
    *get_entries(OPENS, "event_file"),
    *get_entries(LISTS, "office_event_families"),
    *get_entries(WRITES_DOWN, "office_event_entry"),
    *post_entries(WRITES_DOWN, "office_event_entry", comes="yes", via="paper"),
    *post_entries(WRITES, "office_event_files"),
    *post_entries(TAKES_DOWN, "office_event_file_remove"),
]


def make(world: World) -> None:
    reply_by = timezone.now() + timedelta(days=3)
    for name, writer in (("own", "manager"), ("other", "other_manager"), ("foreign", "foreign_manager")):
        event = _event(world, writer, name, asks_reply=True, reply_by=reply_by)
        world.rows[f"{name} event"] = services.publish_event(actor=world.users[writer], event=event)
    world.rows["draft event"] = _event(world, "manager", "own", title="下書き")
    everywhere = _event(world, "office", None, title="保育課の説明会")
    world.rows["central event"] = services.publish_event(actor=world.users["office"], event=everywhere)
    for name, writer in (
        ("own", "manager"),
        ("other", "other_manager"),
        ("draft", "manager"),
        ("foreign", "foreign_manager"),
    ):
        world.rows[f"{name} paper"] = services.add_event_file(
            actor=world.users[writer], event=world.rows[f"{name} event"], name="献立表.pdf", content=PAPER
        )
    guardian = world.guardians["guardian"].user
    assert guardian
    world.rows["feed"] = services.make_feed(actor=guardian)


def _event(world: World, writer: str, place: str | None, **fields: Any) -> Event:
    day = timezone.localdate()
    facility = world.places[place] if place else None
    values = {"title": "夕涼み会", "starts_on": day, "ends_on": day, **fields}
    organisation = world.places[place or "own"].organisation
    return services.save_event(
        actor=world.users[writer], organisation=organisation, facility=facility, **values
    )


def families(world: World) -> dict[str, tuple[object, ...]]:
    """An event, a household and a child of it."""
    own, other, foreign = (world.rows[f"{name} event"].pk for name in ("own", "other", "foreign"))
    homes = {name: world.household(name).pk for name in ("guardian", "other", "outsider")}
    child = {name: world.children[name].pk for name in ("own", "other", "foreign")}
    return {
        "own facility's invited family": (own, homes["guardian"], child["own"]),
        "other facility's invited family": (other, homes["other"], child["other"]),
        "other organisation's invited family": (foreign, homes["outsider"], child["foreign"]),
        "own event and a family of elsewhere": (own, homes["other"], child["other"]),
        "no such invited family": (NOWHERE, NOWHERE, NOWHERE),
    }


def things(world: World) -> dict[str, tuple[object, ...]]:
    rows = {
        "own facility's event": "own event",
        "own facility's event in draft": "draft event",
        "other facility's event": "other event",
        "organisation's event": "central event",
        "other organisation's event": "foreign event",
    }
    papers = {
        "own facility's paper": "own paper",
        "paper of a draft": "draft paper",
        "other facility's paper": "other paper",
        "other organisation's paper": "foreign paper",
    }
    return families(world) | {
        **{thing: (world.rows[row].pk,) for thing, row in (rows | papers).items()},
        "no such paper": (NOWHERE,),
        "no such event": (NOWHERE,),
        "living address": (world.rows["feed"],),
        "no such address": ("x" * 43,),
    }
