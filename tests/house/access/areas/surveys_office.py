"""Surveys at the office: who makes them, who follows who answered, who reminds."""

from datetime import timedelta

from django.utils import timezone

from surveys.models import Survey
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import CENTRAL, FACILITY_STAFF, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

MAKERS = {"own": "manager", "other": "other_manager", "foreign": "foreign_manager"}
CENTRAL_STAFF = CENTRAL
NEW = rules.whole(
    "Manager and office of a facility, the sending central office; other staff are refused.",
    people("manager", "other_manager", "foreign_manager", "office", "approver", "foreign_office"),
    people(FACILITY_STAFF - {"manager"}, "reader", "auditor"),
)
LIST = rules.whole(
    "Staff; what they see in it is filtered.",
    people(FACILITY_STAFF, "other_manager", "foreign_manager", "foreign_office") | CENTRAL_STAFF,
)
FOLLOW = Rule(
    "Who makes surveys there, the central office for all, and who is listed.",
    {
        "own facility's survey": Who(people("manager") | CENTRAL_STAFF),
        "other facility's survey, in the office": Who(people("other_manager") | CENTRAL_STAFF),
        "central survey": Who(CENTRAL_STAFF),
        "other organisation's survey, in the office": Who(people("foreign_manager", "foreign_office")),
        "no such survey": Who(),
    },
)
CHANGE = Rule(
    "Who makes surveys there; who may only follow it is refused.",
    {
        "own facility's survey": Who(people("manager"), CENTRAL_STAFF),
        "other facility's survey, in the office": Who(people("other_manager"), CENTRAL_STAFF),
        "central survey": Who(people("office", "approver"), people("reader", "auditor")),
        "other organisation's survey, in the office": Who(
            people("foreign_manager"), people("foreign_office")
        ),
        "no such survey": Who(),
    },
)
USE = Rule(
    "Manager and office of its facilities make their own survey from a pattern of their central office.",
    {
        "central office's pattern": Who(people("manager", "other_manager")),
        "other central office's pattern": Who(people("foreign_manager")),
        "no such pattern": Who(),
    },
)

ENTRIES = [
    *post_entries(USE, "office_survey_use"),
    *get_entries(LIST, "office_surveys"),
    *post_entries(NEW, "office_survey_new"),
    *get_entries(
        FOLLOW,
        "office_survey",
        "office_survey_write",
        "office_survey_answered",
        "office_survey_answered_now",
        "office_survey_silent",
    ),
    *post_entries(
        CHANGE,
        "office_survey_save",
        "office_survey_undo",
        "office_survey_release",
        "office_survey_discard",
        "office_survey_copy",
        "office_survey_pattern",
        "office_survey_next",
        "office_survey_remind",
        "office_survey_reminders",
        "office_survey_viewers",
        "office_survey_end",
    ),
]


def make(world: World) -> None:
    """An open survey of each facility and of the central office."""
    ends = timezone.now() + timedelta(days=9)
    for name, maker in MAKERS.items():
        place, actor = world.places[name], world.users[maker]
        survey = factories.make_survey(
            actor, place.organisation, place, title=f"{name}のアンケート", closes_at=ends
        )
        world.rows[f"survey {name}"] = factories.open_survey(actor, survey)
    office, here = world.users["office"], world.places["own"].organisation
    central = factories.make_survey(office, here, title="区のアンケート", closes_at=ends)
    world.rows["survey central"] = factories.open_survey(office, central)
    for name, author, place in (("central", "office", "own"), ("foreign", "foreign_office", "foreign")):
        pattern = factories.make_survey(world.users[author], world.places[place].organisation, title="ひな形")
        Survey.objects.filter(pk=pattern.pk).update(is_template=True)
        world.rows[f"pattern {name}"] = pattern


def things(world: World) -> dict[str, tuple[object, ...]]:
    """By what they are called in the rules above."""
    row = {name: found.pk for name, found in world.rows.items() if name.startswith("survey ")}
    return {
        "own facility's survey": (row["survey own"],),
        "other facility's survey, in the office": (row["survey other"],),
        "central survey": (row["survey central"],),
        "other organisation's survey, in the office": (row["survey foreign"],),
        "no such survey": (NOWHERE,),
        "central office's pattern": (world.rows["pattern central"].pk,),
        "other central office's pattern": (world.rows["pattern foreign"].pk,),
        "no such pattern": (NOWHERE,),
    }
