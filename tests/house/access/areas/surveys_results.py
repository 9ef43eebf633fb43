"""Results of surveys: who reads counts, texts and files of whose survey."""

from facilities.models import StaffMember
from surveys.models import Kind, SurveyViewer
from tests.house.access.entries import Entry
from tests.house.access.persons import CENTRAL, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World
from tests.surveys.answers import Voice, answer, make_asked

QUESTIONS = [
    {"text": "ご利用になりますか", "choices": ["はい", "いいえ"]},
    {"text": "ご要望", "kind": Kind.LONG},
]
HERE = people(CENTRAL, "manager")
THINGS = {
    "central survey": Who(people(CENTRAL)),
    "own facility's survey": Who(HERE),
    "own facility's survey with a listed teacher": Who(people(HERE, "teacher")),
    "own facility's survey without names": Who(HERE),
    "other facility's survey": Who(people(CENTRAL, "other_manager")),
    "other organisation's survey": Who(people("foreign_office")),
    "own facility's draft": Who(),
    "no such survey": Who(),
}
SEES = Rule(
    "Its author, the manager of its facility, the central office, and who is listed; nobody before it was asked.",
    {f"results of {name}": who for name, who in THINGS.items()},
)
TEXTS = Rule(SEES.sentence, {f"written in {name}": who for name, who in THINGS.items()})
FILE = Rule(SEES.sentence, {f"results as a file of {name}": who for name, who in THINGS.items()})
PAGES = ("results", "results_now", "results_table", "sheet", "rounds")
ENTRIES = [
    *(Entry(f"office_survey_{name}", "GET", SEES) for name in PAGES),
    Entry("office_survey_texts", "GET", TEXTS),
    Entry("office_survey_file", "GET", FILE),
]


def make(world: World) -> None:
    """One survey of each place with an answer, one draft."""
    users, places = world.users, world.places
    makers = {
        "central survey": ("office", "own", {"facility": None}),
        "own facility's survey": ("manager", "own", {}),
        "own facility's survey with a listed teacher": ("manager", "own", {}),
        "own facility's survey without names": ("manager", "own", {"is_anonymous": True}),
        "other facility's survey": ("other_manager", "other", {}),
        "other organisation's survey": ("foreign_office", "foreign", {"facility": None}),
        "own facility's draft": ("manager", "own", {"published_at": None}),
    }
    for name, (author, place, fields) in makers.items():
        row = make_asked(users[author], places[place], QUESTIONS, title=name)
        for field, value in fields.items():
            setattr(row, field, value)
        row.may_edit = not row.is_anonymous
        row.save()
        answer(row, [Voice({"q1": 1, "q2": "園庭開放も知りたいです。"}, places[place], world.rooms[place])])
        world.rows[f"results of {name}"] = row
    listed = StaffMember.objects.get(user=users["teacher"])
    SurveyViewer.objects.create(
        survey=world.rows["results of own facility's survey with a listed teacher"], member=listed
    )


def things(world: World) -> dict[str, tuple[object, ...]]:
    """By their own names; texts of a question of theirs, and files."""
    found: dict[str, tuple[object, ...]] = {}
    for name in THINGS:
        row = world.rows.get(f"results of {name}")
        key = row.pk if row else NOWHERE
        found[f"results of {name}"] = (key,)
        found[f"written in {name}"] = (key, row.questions.get(code="q2").pk if row else NOWHERE)
        found[f"results as a file of {name}"] = (key, "csv")
    return found
