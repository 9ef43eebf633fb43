"""The manager's side of the contact book: forms, sentences, settings, approval and corrections."""

from datetime import timedelta
from uuid import uuid4

from contactbook.merge import CellWrite
from contactbook.models import Entry, EntryTemplate, Side, State
from contactbook.services import Page, publish_entries, write_cells
from facilities.clock import today_at
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import FACILITY_STAFF, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

REFUSED_HERE = people(FACILITY_STAFF - {"manager"})
WRITERS = {"own": "teacher", "next": "other_teacher", "other": "other_manager", "foreign": "foreign_manager"}
PLACE = Rule(
    "Manager and office of the facility; its other staff are refused.",
    {
        "own facility": Who(people("manager"), REFUSED_HERE),
        "other facility": Who(people("other_manager")),
        "other organisation's facility": Who(people("foreign_manager")),
        "no such facility": Who(),
    },
)
FORM = Rule(
    "The same, for a form of the facility.",
    {
        "own facility's form": Who(people("manager"), REFUSED_HERE),
        "other facility's form": Who(people("other_manager")),
        "other organisation's form": Who(people("foreign_manager")),
        "no such facility's form": Who(),
        "no such form": Who(people(), REFUSED_HERE),
    },
)
COMING = Rule(
    "The same, for a form that is to come.",
    {
        "own facility's coming form": Who(people("manager"), REFUSED_HERE),
        "other facility's coming form": Who(people("other_manager")),
        "other organisation's coming form": Who(people("foreign_manager")),
        "no such coming form": Who(),
    },
)
START = rules.whole(
    "Staff of a facility, to the book of their place; the central office has none.",
    people(FACILITY_STAFF, "other_manager", "foreign_manager"),
)
APPROVAL = rules.whole(
    "The manager and whom she has listed; other staff of a facility are refused.",
    people("manager", "other_manager", "foreign_manager"),
    REFUSED_HERE,
)
WAITING = Rule(
    "The same, for a page that waits.",
    {
        "own child's waiting page": Who(people("manager"), REFUSED_HERE),
        "other facility's waiting page": Who(people("other_manager"), REFUSED_HERE),
        "other organisation's waiting page": Who(people("foreign_manager"), REFUSED_HERE),
        "no such waiting page": Who(people(), REFUSED_HERE),
    },
)
READ = Rule(
    "Teachers, nurse and manager for the pages of their classes, never of their own child; helpers are refused. "
    "A tablet with the PIN of one of them.",
    {
        "own child's published page": Who(people("teacher", "manager", "tablet_pin"), people("part_timer")),
        "next class's published page": Who(people("other_teacher", "manager")),
        "other facility's published page": Who(people("other_manager")),
        "other organisation's published page": Who(people("foreign_manager")),
        "no such published page": Who(),
    },
)
JOURNAL = Rule(
    "Who writes for the class: teachers their own, the manager all of her facility; a tablet with one of their PINs.",
    {
        "own class": Who(people("teacher", "part_timer", "manager", "tablet_pin")),
        "next class": Who(people("other_teacher", "manager")),
        "other facility's class": Who(people("other_manager")),
        "other organisation's class": Who(people("foreign_manager")),
        "no such class": Who(),
    },
)
TEXT = {"session": str(NOWHERE), "base": 0, "text": "x", "act": "save"}
SETTINGS = {"version": 0, "needs_approval": "on"}

ENTRIES = [
    *get_entries(START, "office_book"),
    *get_entries(
        PLACE, "office_book_place", "office_book_settings", "office_book_phrases", "office_book_templates"
    ),
    *post_entries(PLACE, "office_book_settings", **SETTINGS),
    *post_entries(PLACE, "office_book_phrases", act="add", item="note", text="よく食べました。"),
    *get_entries(FORM, "office_book_template", "office_book_template_give"),
    *post_entries(FORM, "office_book_template", act="add", new="bath"),
    *post_entries(FORM, "office_book_template_take"),
    *post_entries(COMING, "office_book_template_drop"),
    *get_entries(APPROVAL, "book_approval"),
    *post_entries(APPROVAL, "book_approve"),
    *get_entries(WAITING, "book_give_back"),
    *post_entries(WAITING, "book_give_back", answer="x"),
    *post_entries(WAITING, "book_unapprove"),
    *get_entries(JOURNAL, "teacher_journal"),
    *post_entries(JOURNAL, "teacher_journal", **TEXT),
    *get_entries(READ, "book_correct", "book_withdrawn"),
    *post_entries(READ, "book_correct", reason="x"),
    *post_entries(READ, "book_withdraw", reason="x"),
]


def make(world: World) -> None:
    """Each child has a page families read and one that waits, of days on which nobody else writes."""
    for name, writer in WRITERS.items():
        actor, child, place = world.users[writer], world.children[name], world.rooms[name].facility
        for kind, days in (("published", 9), ("waiting", 8)):
            page = Page(place, today_at(place) - timedelta(days), Side.NURSERY, child=child)
            writes = [CellWrite("note", f"{child.given_name}さんの一日")]
            entry = write_cells(actor=actor, page=page, session=uuid4(), writes=writes).entry
            world.rows[f"desk {kind} {name}"] = entry
            if kind == "published":
                publish_entries(actor=actor, facility=place, entries=[entry.pk])
            else:
                Entry.objects.filter(pk=entry.pk).update(
                    state=State.WAITING, sent_by=actor, sent_at=entry.written_at
                )
        world.rows[f"desk coming {name}"] = EntryTemplate.objects.create(
            facility=place, band="baby", side="home", made_by=actor,
            starts_on=today_at(place) + timedelta(30 + len(world.rows)), items=[{"key": "bath", "kind": "yes_no"}],
        )  # fmt: skip


def things(world: World) -> dict[str, tuple[object, ...]]:
    """By what they are called in the rules above."""
    place = {name: row.pk for name, row in world.places.items()}
    row = {name: found.pk for name, found in world.rows.items() if name.startswith("desk ")}
    form = ("toddler", "home")
    return {
        "own facility's form": (place["own"], *form),
        "other facility's form": (place["other"], *form),
        "other organisation's form": (place["foreign"], *form),
        "no such facility's form": (NOWHERE, *form),
        "no such form": (place["own"], "toddler", "nonsense"),
        "own facility's coming form": (row["desk coming own"],),
        "other facility's coming form": (row["desk coming other"],),
        "other organisation's coming form": (row["desk coming foreign"],),
        "no such coming form": (NOWHERE,),
        "own child's waiting page": (row["desk waiting own"],),
        "other facility's waiting page": (row["desk waiting other"],),
        "other organisation's waiting page": (row["desk waiting foreign"],),
        "no such waiting page": (NOWHERE,),
        "own child's published page": (row["desk published own"],),
        "next class's published page": (row["desk published next"],),
        "other facility's published page": (row["desk published other"],),
        "other organisation's published page": (row["desk published foreign"],),
        "no such published page": (NOWHERE,),
    }
