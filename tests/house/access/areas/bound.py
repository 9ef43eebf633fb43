"""Bound books: whose home, whose class, and who takes the file."""

from datetime import timedelta

from django.utils import timezone

from contactbook.book import store
from contactbook.models import BookBatch, BookOrder
from tests.house.access import rules
from tests.house.access.entries import Entry, get_entries
from tests.house.access.persons import FAMILY, people
from tests.house.access.rules import Rule, Who, whole
from tests.house.access.world import NOWHERE, World

HOME = people("guardian", "co_guardian", "relative")
BINDERS = people("teacher", "other_teacher", "manager", "other_manager", "foreign_manager")
SHELVES = whole("Managers, offices and teachers; each finds only her classes.", BINDERS)
CLASS = Rule(
    "Teachers their own classes; managers and offices all of their facility. Helpers and central offices do not.",
    {
        "own class": Who(people("teacher", "manager")),
        "next class": Who(people("other_teacher", "manager")),
        "other facility's class": Who(people("other_manager")),
        "other organisation's class": Who(people("foreign_manager")),
        "no such class": Who(),
    },
)
ORDER = Rule(
    "Whoever may view the child; the book is her own home's.",
    {
        "own child": Who(FAMILY),
        "child of the next class": Who(),
        "other facility's child": Who(),
        "other organisation's child": Who(people("outsider")),
        "child who left": Who(people("left_guardian")),
        "no such child": Who(),
    },
)
TAKES = Rule(
    "The home it was made for; staff have the class's books made themselves.",
    {
        "the home's book": Who(HOME),
        "the other home's book": Who(people("separated_guardian")),
        "a lost right's book": Who(),
        "other organisation's book": Who(people("outsider")),
        "no such book": Who(),
    },
)
STAFF_TAKES = Rule(
    "Who binds for the class. No family finds the file of the class, its own home's neither.",
    {
        "the class's book": Who(people("teacher", "manager")),
        "other organisation's class book": Who(people("foreign_manager")),
        "no such class book": Who(),
    },
)
ALL_TAKE = Rule(
    "Who binds for the class.",
    {
        "the class's books": Who(people("teacher", "manager")),
        "other organisation's class books": Who(people("foreign_manager")),
        "no such class books": Who(),
    },
)
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_bound"),
    Entry("guardian_bound_order", "POST", ORDER, {}),
    *get_entries(TAKES, "guardian_bound_file"),
    *get_entries(SHELVES, "class_books"),
    *get_entries(CLASS, "class_books_of"),
    Entry("class_books_order", "POST", CLASS, {}),
    *get_entries(STAFF_TAKES, "class_book_file"),
    *get_entries(ALL_TAKE, "class_books_all"),
]


def make(world: World) -> None:
    """A finished book for each home, and one of a class for each organisation; their files are a few bytes."""
    for name in ("guardian", "separated_guardian", "blocked_guardian", "outsider"):
        world.rows[f"bound {name}"] = _book(world, name)
    for name, person, place in (("own", "guardian", "own"), ("foreign", "outsider", "foreign")):
        batch = BookBatch.objects.create(
            facility=world.places[place], classroom=world.rooms[place],
            asked_by=world.users["manager" if name == "own" else "foreign_manager"],
        )  # fmt: skip
        world.rows[f"bound batch {name}"] = batch
        world.rows[f"bound class {name}"] = _book(world, person, batch)


def _book(world: World, person: str, batch: BookBatch | None = None) -> BookOrder:
    guardian = world.guardians[person]
    child = world.children["foreign" if person == "outsider" else "own"]
    book = BookOrder.objects.create(
        facility=child.enrolments.get().facility, child=child, household=guardian.household, batch=batch,
        school_year=2026, state=BookOrder.State.DONE, pages=1, asked_by=world.users[person],
        expires_at=timezone.now() + timedelta(days=7), asked_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    with store.replacing(store.book_file(book.pk)) as file:
        file.write_bytes(b"%PDF-1.7")
    return book


def things(world: World) -> dict[str, tuple[object, ...]]:
    names = {"guardian": "the home's book", "separated_guardian": "the other home's book",
             "blocked_guardian": "a lost right's book", "outsider": "other organisation's book"}  # fmt: skip
    books = {thing: (world.rows[f"bound {name}"].pk,) for name, thing in names.items()}
    classes = {
        f"{thing}{kind}": (world.rows[f"bound {row} {name}"].pk,)
        for name, thing in (("own", "the class's"), ("foreign", "other organisation's class"))
        for kind, row in ((" book", "class"), (" books", "batch"))
    }
    nowhere = ("no such book", "no such class book", "no such class books")
    return {**books, **classes, **dict.fromkeys(nowhere, (NOWHERE,))}
