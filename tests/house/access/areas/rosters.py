"""Roster files: who brings, sees, approves, takes back, takes along."""

from datetime import timedelta

from facilities.models import RosterImport
from facilities.services import rosters
from tests import factories
from tests.facilities.roster_files import HEADINGS, HIMARI, csv_file
from tests.house.access.entries import Entry, get_entries, post_entries
from tests.house.access.persons import FOREIGN_STAFF, SENDERS, STAFF, people
from tests.house.access.rules import Rule, Who, whole
from tests.house.access.world import NOWHERE, World

KEEPERS = people(SENDERS, FOREIGN_STAFF, "manager", "other_manager")
PAGE = whole(
    "Who keeps a roster: a facility's manager and office, the central office's senders. Other staff are refused.",
    KEEPERS,
    STAFF - KEEPERS,
)


KINDS = ("own facility's", "other facility's", "the organisation's", "other organisation's")


def _on(thing: str, sentence: str, *who: Who) -> Rule:
    things = {f"{kind} {thing}": one for kind, one in zip(KINDS, who, strict=True)}
    return Rule(sentence, {**things, f"no such {thing}": Who()})


_KEEP = (
    Who(people(SENDERS, "manager")),
    Who(people(SENDERS, "other_manager")),
    Who(SENDERS),
    Who(FOREIGN_STAFF),
)
_SENTENCE = "Keepers of the very place, and of its organisation. For everybody else there is no file."
SEES = _on("file", _SENTENCE, *_KEEP)
ROW = _on("row of a file", _SENTENCE, *_KEEP)
APPROVES = _on(
    "file",
    "A keeper of the place who did not bring the file herself; she is refused.",
    Who(SENDERS, people("manager")),
    Who(SENDERS, people("other_manager")),
    Who(people("approver"), people("office")),
    Who(people("foreign_manager"), people("foreign_office")),
)
ENTRIES = [
    *get_entries(PAGE, "office_roster_imports", "office_roster_export"),
    *post_entries(PAGE, "office_roster_upload"),
    *get_entries(SEES, "office_roster", "office_roster_now", "office_roster_results"),
    *post_entries(SEES, "office_roster_columns", "office_roster_discard", "office_roster_undo"),
    *post_entries(ROW, "office_roster_leave", "office_roster_back"),
    Entry("office_roster_ask", "POST", SEES, {"version": "0"}),
    Entry("office_roster_approve", "POST", APPROVES, {"version": "0"}),
]


def make(world: World) -> None:
    """A checked file for each place, brought by who keeps it."""
    own, other, foreign = (world.places[name] for name in ("own", "other", "foreign"))
    for name, person, facility, organisation, child in (
        ("own", "manager", own, own.organisation, "髙橋 陽葵"),
        ("other", "other_manager", other, own.organisation, "髙橋 陽葵"),
        ("central", "office", None, own.organisation, "髙橋 陽葵"),
        ("foreign", "foreign_office", foreign, foreign.organisation, "岡田 遥翔"),
    ):
        roster = rosters.upload_roster(
            actor=world.users[person],
            organisation=organisation,
            facility=facility,
            file_name="名簿.csv",
            content=csv_file((HIMARI[0], child, *HIMARI[2:4], "うさぎ組", *HIMARI[5:]), headings=HEADINGS),
            starts_on=factories.today() + timedelta(days=1),
        )
        rosters.check_roster(roster.pk)
        world.rows[f"roster {name}"] = RosterImport.objects.get(pk=roster.pk)


def things(world: World) -> dict[str, tuple[object, ...]]:
    keys = [world.rows[f"roster {name}"].pk for name in ("own", "other", "central", "foreign")]
    files = {f"{kind} file": (pk,) for kind, pk in zip(KINDS, keys, strict=True)}
    rows = {f"{kind} row of a file": (pk, 2) for kind, pk in zip(KINDS, keys, strict=True)}
    return {**files, **rows, "no such file": (NOWHERE,), "no such row of a file": (NOWHERE, 2)}
