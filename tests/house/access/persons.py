"""Every kind of person, and the sets that rules speak of."""

Persons = frozenset[str]

KINDS = {
    "anonymous": "Nobody is signed in.",
    "guardian": "The mother, with every right for the child.",
    "co_guardian": "The father, in the same household.",
    "separated_guardian": "A parent of the same child in a household of his own.",
    "blocked_guardian": "Received the notices; was blocked for the child afterwards.",
    "expired_guardian": "Received the notices; the grant ended yesterday.",
    "relative": "The grandmother: reads along and nothing else.",
    "left_guardian": "Her child left the facility yesterday; her grant goes on.",
    "outsider": "A guardian of another organisation.",
    "teacher": "Teacher of the child's class.",
    "other_teacher": "Teacher of another class of the same facility.",
    "part_timer": "Part-time in the child's class: reads, neither sends nor phones.",
    "manager": "Manager of the facility.",
    "other_manager": "Manager of another facility of the organisation.",
    "ex_staff": "Was manager of the facility until yesterday.",
    "office": "Central office, sending.",
    "approver": "Central office, approving.",
    "reader": "Central office, reading.",
    "auditor": "Auditor of the organisation.",
    "foreign_manager": "Manager in another organisation.",
    "foreign_office": "Central office of another organisation, sending.",
    "operator": "Runs the server; signed in with a second factor, without a post.",
    "tablet": "A shared tablet of the child's class on which nobody has typed a PIN.",
    "tablet_pin": "The same with the PIN of the class's teacher.",
}


def people(*names: str | Persons) -> Persons:
    """A set of persons from names and other sets; a name that is none is a mistake in the table."""
    found: set[str] = set()
    for name in names:
        found |= {name} if isinstance(name, str) else name
    assert found <= set(KINDS), found - set(KINDS)
    return frozenset(found)


NOBODY: Persons = frozenset()
TABLETS = people("tablet", "tablet_pin")
EVERY_BROWSER = people(*KINDS)
EVERYBODY = EVERY_BROWSER - TABLETS  # a page is open to a shared tablet only where its rule names one
SIGNED_IN = EVERYBODY - {"anonymous"}
FAMILY = people("guardian", "co_guardian", "separated_guardian", "relative")
READS = people(FAMILY, "left_guardian")
GUARDIANS = people(READS, "blocked_guardian", "expired_guardian", "outsider")
FACILITY_SENDERS = people("teacher", "other_teacher", "manager")
FACILITY_STAFF = people(FACILITY_SENDERS, "part_timer")
SENDERS = people("office", "approver")
WATCHERS = people("reader", "auditor")
CENTRAL = people(SENDERS, WATCHERS)
FOREIGN_STAFF = people("foreign_manager", "foreign_office")
STAFF = people(FACILITY_STAFF, CENTRAL, FOREIGN_STAFF, "other_manager")
