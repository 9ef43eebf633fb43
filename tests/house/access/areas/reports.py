"""What families say about a day, a child's days, codes for the entrance, and the staff who answer."""

from datetime import timedelta

from attendance.models import Card, Contest, Report
from attendance.services.cards import hash_of
from facilities.models import Guardian
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import Entry, get_entries, post_entries
from tests.house.access.persons import people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

PARENTS = people("guardian", "co_guardian", "separated_guardian")
HOME = people("guardian", "co_guardian")
PUPILS = people("guardian", "co_guardian", "separated_guardian", "outsider")
READERS = people("relative", "left_guardian", "blocked_guardian", "expired_guardian")

TODAY = f"{factories.attendance_day():%Y-%m-%d}"
YESTERDAY = factories.today() - timedelta(days=1)

TELLS = rules.whole(
    "Guardians who write for a child who goes somewhere today; who only reads along is refused.",
    PUPILS,
    READERS,
)
REPORT = Rule(
    "The household that sent it, while it may view the child; other households never, not even of the same child.",
    {
        "mother's report": Who(people("guardian", "co_guardian", "relative")),
        "report of the other household": Who(people("separated_guardian")),
        "report that staff wrote down": Who(),
        "other organisation's report": Who(people("outsider")),
        "no such report": Who(),
    },
)
WRITES = Rule(
    REPORT.sentence + " Who only reads along is refused.",
    {**REPORT.things, "mother's report": Who(HOME, people("relative"))},
)
TAKES_BACK = Rule(
    "The same household asks, once staff have confirmed it.",
    {
        "mother's confirmed report": Who(HOME, people("relative")),
        "report of the other household": Who(people("separated_guardian")),
        "no such report": Who(),
    },
)
DAYS = Rule(
    "Guardians with a live right to view; both households read the times, nobody else's words.",
    {
        "own child": Who(people(PARENTS, "relative")),
        "child of the next class": Who(),
        "other organisation's child": Who(people("outsider")),
        "child who left": Who(people("left_guardian")),
        "no such child": Who(),
    },
)
ASKS = Rule(
    "Guardians of the child, for a day and place where she was.",
    {
        "own child's place": Who(people(PARENTS, "relative")),
        "own child at another place": Who(),
        "other organisation's child's place": Who(people("outsider")),
        "no such child's place": Who(),
    },
)
CONTESTS = Rule(
    ASKS.sentence + " Who only reads along is refused.",
    {**ASKS.things, "own child's place": Who(PARENTS, people("relative"))},
)
CODE = Rule(
    "Each her own code.",
    {
        "mother's code": Who(people("guardian")),
        "printed card of the child": Who(),
        "no such code": Who(),
    },
)
TEAM = people("teacher", "tablet_pin")
WORDS = rules.whole(
    "Staff with a post today; each finds the words about children she looks after. Also on a tablet with a PIN.",
    people(rules.WORKPLACE.things[""].may, "tablet_pin"),
)
WORD = Rule(
    "Staff of the class, and who works in all of the facility; never the central office, never another facility.",
    {
        "mother's report": Who(people(TEAM, "part_timer", "manager")),
        "report of the other household": Who(people(TEAM, "part_timer", "manager")),
        "report about the next class": Who(people("other_teacher", "manager")),
        "other organisation's report": Who(people("foreign_manager")),
        "no such report": Who(),
    },
)
ANSWERS = Rule(
    WORD.sentence + " Part-timers read and do not answer.",
    {
        **WORD.things,
        "mother's report": Who(people(TEAM, "manager"), people("part_timer")),
        "report of the other household": Who(people(TEAM, "manager"), people("part_timer")),
    },
)
NOTES = Rule(
    "Staff who look after the child, from a telephone call.",
    {
        "own child": Who(people(TEAM, "part_timer", "manager")),
        "child of the next class": Who(people("other_teacher", "manager")),
        "other facility's child": Who(people("other_manager")),
        "other organisation's child": Who(people("foreign_manager")),
        "no such child": Who(),
    },
)
DECIDES = Rule(
    "Who answers reports of the child.",
    {
        "mother's question": Who(people(TEAM, "manager"), people("part_timer")),
        "other organisation's question": Who(people("foreign_manager")),
        "no such question": Who(),
    },
)
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_reports", "guardian_children_now", "guardian_code"),
    *get_entries(TELLS, "guardian_report_new"),
    *post_entries(TELLS, "guardian_report_new"),
    *get_entries(REPORT, "guardian_report"),
    *get_entries(WRITES, "guardian_report_change"),
    *post_entries(WRITES, "guardian_report_change"),
    *post_entries(WRITES, "guardian_report_withdraw"),
    *post_entries(TAKES_BACK, "guardian_report_take_back"),
    *get_entries(DAYS, "guardian_days"),
    Entry("guardian_contest", "GET", ASKS, query=f"day={TODAY}"),
    *post_entries(CONTESTS, "guardian_contest", day=TODAY, id=str(NOWHERE), text="x"),
    *post_entries(CODE, "guardian_code_renew"),
    *get_entries(WORDS, "office_words"),
    *post_entries(WORDS, "attendance_report_confirm"),
    *get_entries(WORD, "office_word"),
    *post_entries(ANSWERS, "office_word_refuse", answer="お電話ください。"),
    *get_entries(NOTES, "office_word_new"),
    *post_entries(NOTES, "office_word_new"),
    *post_entries(DECIDES, "office_contest", decision="keep", answer="このままです。"),
]


def make(world: World) -> None:
    """Words of both households, one written down by staff, a question about a day, codes."""
    rows = {}
    for name, person, place, child in (
        ("mother's report", "guardian", "own", "own"),
        ("mother's confirmed report", "guardian", "own", "own"),
        ("report of the other household", "separated_guardian", "own", "own"),
        ("report about the next class", "next", "own", "next"),
        ("other organisation's report", "outsider", "foreign", "foreign"),
    ):
        rows[name] = _report(world, place, child, world.guardians[person])
    rows["report that staff wrote down"] = _report(world, "own", "own", None)
    confirmed = [rows[name].pk for name in ("mother's confirmed report", "report that staff wrote down")]
    Report.objects.filter(pk__in=confirmed).update(state="confirmed", confirmed_by=world.users["teacher"])
    for name, person, place in (
        ("mother's question", "guardian", "own"),
        ("other organisation's question", "outsider", "foreign"),
    ):
        rows[name] = Contest.objects.create(
            facility=world.places[place],
            child=world.children[place],
            guardian=world.guardians[person],
            day=YESTERDAY,
            text="8時でした",
        )
    own = {"facility": world.places["own"]}
    rows["mother's code"] = Card.objects.create(
        **own, guardian=world.guardians["guardian"], text_hash=hash_of("1")
    )
    rows["printed card of the child"] = Card.objects.create(
        **own, child=world.children["own"], text_hash=hash_of("2"), issued_by=world.users["manager"]
    )
    world.rows["reports"] = rows


def things(world: World) -> dict[str, tuple[object, ...]]:
    own, foreign = world.children["own"].pk, world.children["foreign"].pk
    return {
        **{name: (row.pk,) for name, row in world.rows["reports"].items()},
        **{f"no such {noun}": (NOWHERE,) for noun in ("report", "question", "code")},
        "own child's place": (own, world.places["own"].pk),
        "own child at another place": (own, world.places["other"].pk),
        "other organisation's child's place": (foreign, world.places["foreign"].pk),
        "no such child's place": (NOWHERE, world.places["own"].pk),
    }


def _report(world: World, place: str, child: str, guardian: Guardian | None) -> Report:
    return Report.objects.create(
        facility=world.places[place],
        child=world.children[child],
        guardian=guardian,
        actor=(guardian and guardian.user) or world.users["teacher"],
        kind="absent",
        reason="private",
        starts_on=factories.today(),
        ends_on=factories.today(),
        note="家族だけの事情",
    )
