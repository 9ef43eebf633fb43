"""The rules: for every thing a surface can be about, who gets what. Whoever is not named gets `otherwise`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.house.access.outcomes import Outcome
from tests.house.access.persons import (
    CENTRAL,
    EVERY_BROWSER,
    EVERYBODY,
    FACILITY_SENDERS,
    FACILITY_STAFF,
    FAMILY,
    FOREIGN_STAFF,
    GUARDIANS,
    NOBODY,
    READS,
    SENDERS,
    SIGNED_IN,
    STAFF,
    TABLETS,
    WATCHERS,
    Persons,
    people,
)

NO_THING = ""
OPERATOR = people("operator")  # she has a second factor, and must have used it just now


@dataclass(frozen=True)
class Who:
    """Of one thing: who may, and who sees it and is refused."""

    may: Persons = NOBODY
    refused: Persons = NOBODY
    invalid: Persons = NOBODY
    depends: Persons = NOBODY  # on what she has set up herself: any answer but sign-in and a crash


@dataclass(frozen=True)
class Rule:
    """A sentence, and its meaning for every thing. `anonymous` is what a visitor without sign-in gets."""

    sentence: str
    things: Mapping[str, Who] = field(default_factory=dict)
    otherwise: Outcome = Outcome.HIDDEN
    anonymous: Outcome = Outcome.SIGN_IN
    tablet: Outcome = Outcome.SIGN_IN  # a shared tablet without a PIN

    def allows(self, person: str, thing: str, outcome: Outcome) -> bool:
        if person in self.things[thing].depends:
            return outcome in (Outcome.OK, Outcome.HIDDEN, Outcome.REFUSED)
        return outcome is self.expects(person, thing)

    def expects(self, person: str, thing: str) -> Outcome:
        who = self.things[thing]
        for persons, outcome in (
            (who.may, Outcome.OK),
            (who.refused, Outcome.REFUSED),
            (who.invalid, Outcome.INVALID),
        ):
            if person in persons:
                return outcome
        if person in TABLETS:  # everything not opened to it is behind the PIN, and then not there
            return self.tablet if person == "tablet" else Outcome.HIDDEN
        return self.anonymous if person == "anonymous" else self.otherwise


def whole(sentence: str, may: Persons, refused: Persons = NOBODY, invalid: Persons = NOBODY) -> Rule:
    """A surface that is about no thing in particular."""
    return Rule(sentence, {NO_THING: Who(may, refused, invalid)})


def _on_notices(sentence: str, *who: Who) -> Rule:
    names = (
        "central notice",
        "own facility's notice",
        "other facility's notice",
        "other organisation's notice",
        "recalled notice",
        "office's draft",
        "manager's draft",
    )
    return Rule(sentence, {**dict(zip(names, who, strict=True)), "no such notice": Who()})


PUBLIC = whole("Everybody, signed in or not.", EVERYBODY)
ANYWHERE = whole("Everybody, signed in or not, and shared tablets.", EVERY_BROWSER)
OWN_SCREEN = whole("Everybody who is signed in, and a shared tablet for itself.", people(SIGNED_IN, TABLETS))
ACCOUNT = whole("Everybody who is signed in, about herself.", SIGNED_IN)
GUARDIAN_PAGES = whole("Guardians; each finds only what is hers (two worlds).", GUARDIANS)
WORKPLACE = whole("Staff with a post today; each finds only her places.", STAFF)
BEGINS = whole(
    "Who sends for her place; the office's readers, auditors and part-timers are refused.",
    STAFF - WATCHERS - {"part_timer"},
    WATCHERS | {"part_timer"},
)
CLASS_BOARD = whole(
    "Staff of a facility; the central office sees no child.",
    people(FACILITY_STAFF, "other_manager", "foreign_manager", "tablet_pin"),
)

_EVERY_STAFF = people(CENTRAL, FACILITY_STAFF, "other_manager")
_HERE = people(CENTRAL, FACILITY_STAFF)
_THERE = people(CENTRAL, "other_manager")
_WRITERS = people(SENDERS, FACILITY_SENDERS)

READ = _on_notices(
    "Guardians whose household received it and whose right to view is live today. Blocked and expired: not there.",
    Who(READS),
    Who(READS),
    Who(),
    Who(people("outsider")),
    Who(READS),
    Who(),
    Who(),
)
CONFIRM = _on_notices(
    "Who may read it, while it is not recalled.",
    Who(READS),
    Who(READS),
    Who(),
    Who(people("outsider")),
    Who(),
    Who(),
    Who(),
)
FOLLOW = _on_notices(
    "Its senders' organisation in counts, and staff of the facilities it went to; drafts only for those who send.",
    Who(_EVERY_STAFF),
    Who(_HERE),
    Who(_THERE),
    Who(FOREIGN_STAFF),
    Who(_EVERY_STAFF),
    Who(SENDERS),
    Who(_WRITERS),
)
OPEN = _on_notices(
    "Staff of the place that sends it, and its central office; drafts only for those who send.",
    Who(CENTRAL),
    Who(_HERE),
    Who(_THERE),
    Who(people("foreign_office")),
    Who(CENTRAL),
    Who(SENDERS),
    Who(_WRITERS),
)
CHANGE = _on_notices(
    "Who sends for the very place; other staff who see it are refused.",
    Who(SENDERS, WATCHERS),
    Who(FACILITY_SENDERS, people(CENTRAL, "part_timer")),
    Who(people("other_manager"), CENTRAL),
    Who(people("foreign_office")),
    Who(SENDERS, WATCHERS),
    Who(SENDERS),
    Who(FACILITY_SENDERS, SENDERS),
)
_CALLERS = people(SENDERS, FACILITY_SENDERS, "other_manager")
CALL_LIST = _on_notices(
    "Callers: the central office's senders, and the facility's staff for their own households. Readers never.",
    Who(_CALLERS),
    Who(_WRITERS),
    Who(people(SENDERS, "other_manager")),
    Who(FOREIGN_STAFF),
    Who(_CALLERS),
    Who(SENDERS),
    Who(_WRITERS),
)
CALL_NEXT = Rule(
    "Callers; a recalled notice has nobody to phone about.",
    {**CALL_LIST.things, "recalled notice": Who()},
)
PAPER = Rule(
    "Callers, while it is out: numbers leave the screen, so every print is audited.",
    {
        "central notice": Who(_CALLERS),
        "other organisation's notice": Who(FOREIGN_STAFF),
        "recalled notice": Who(),
        "office's draft": Who(),
        "no such notice": Who(),
    },
)
CLAIM = Rule(
    "Callers, for a household of the notice at a facility they phone for.",
    {
        "own household": Who(_WRITERS),
        "other facility's household": Who(people(SENDERS, "other_manager")),
        "other organisation's household": Who(FOREIGN_STAFF),
        "household that did not receive it": Who(),
        "household of a recalled notice": Who(),
        "no such household": Who(),
        "no such notice": Who(),
    },
)
CALL = Rule(
    "Callers of the household's facility; a token decides who of them holds it.",
    {
        "own call": Who(_WRITERS),
        "other facility's call": Who(people(SENDERS, "other_manager")),
        "other organisation's call": Who(FOREIGN_STAFF),
        "call of another notice": Who(),
        "no such call": Who(),
        "no such notice": Who(),
    },
)
AUDIENCE_CLASSES = Rule(
    "Who may open the notice, for a facility it could go to.",
    {
        "office's draft, own facility": Who(SENDERS),
        "office's draft, other organisation's facility": Who(),
        "manager's draft, own facility": Who(_WRITERS),
        "manager's draft, other facility": Who(),
        "no such notice": Who(),
    },
)
CLASSROOM = Rule(
    "Teachers their own classes; managers, offices and nurses all of their facility. Nobody else.",
    {
        "own class": Who(people("teacher", "part_timer", "manager")),
        "next class": Who(people("other_teacher", "manager")),
        "other facility's class": Who(people("other_manager")),
        "other organisation's class": Who(people("foreign_manager")),
        "no such class": Who(),
    },
)
BOARD = Rule(
    "The same, and a shared tablet with the PIN of one of them.",
    {**CLASSROOM.things, "own class": Who(people("teacher", "part_timer", "manager", "tablet_pin"))},
)
FACILITY = Rule(
    "Staff of the facility, and its central office.",
    {
        "own facility": Who(_HERE),
        "other facility": Who(_THERE),
        "other organisation's facility": Who(FOREIGN_STAFF),
        "no such facility": Who(),
    },
)
FACILITY_API = Rule(
    "Staff of the facility, its central office, and the families whose children go there today.",
    {
        "own facility": Who(people(_HERE, FAMILY)),
        "other facility": Who(_THERE),
        "other organisation's facility": Who(people(FOREIGN_STAFF, "outsider")),
        "no such facility": Who(),
    },
)
CHILD = Rule(
    "Guardians with a live right to view; teachers of the class; managers. The central office: no child.",
    {
        "own child": Who(people(FAMILY, "teacher", "part_timer", "manager")),
        "child of the next class": Who(people("other_teacher", "manager")),
        "other facility's child": Who(people("other_manager")),
        "other organisation's child": Who(people("outsider", "foreign_manager")),
        "child who left": Who(people("left_guardian")),
        "no such child": Who(),
    },
)
NEW_DRAFT = Rule(
    "Who sends for the place named; a place she does not see cannot be chosen.",
    {
        "central office": Who(SENDERS, WATCHERS, SIGNED_IN - CENTRAL - FACILITY_STAFF - {"other_manager"}),
        "own facility": Who(
            FACILITY_SENDERS,
            people(CENTRAL, "part_timer"),
            SIGNED_IN - CENTRAL - FACILITY_STAFF,
        ),
    },
)
NOTHING = Rule("Nothing is there, for anybody.", {NO_THING: Who()})
FACTORS = Rule(
    "Everybody who is signed in, about herself: what she gets depends on the factors she has set up.",
    {NO_THING: Who(depends=SIGNED_IN)},
)
SIGN_IN_STEP = Rule(
    "A step of signing in: whoever has not begun goes back to the sign-in.",
    {NO_THING: Who(depends=SIGNED_IN)},
)
PASSKEY = Rule(
    "Each her own; somebody else's is not there.",
    {"somebody else's key": Who(depends=OPERATOR), "no such key": Who(depends=OPERATOR)},
)
ACCOUNT_OR_BAD = whole("Everybody who is signed in, for her own browser.", NOBODY, NOBODY, SIGNED_IN)
SIGNING_OUT = Rule("Everybody; it ends at the sign-in.", {NO_THING: Who()}, otherwise=Outcome.SIGN_IN)
