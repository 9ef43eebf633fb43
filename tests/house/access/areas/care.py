"""Extended care: rules, months, charges and plans of a facility; contracts of a child; what families read."""

from datetime import time, timedelta

from attendance import services
from attendance.models import Charge, FlatPlan
from tests import factories
from tests.attendance.care_world import make_contract, make_day, make_rule
from tests.house.access import rules
from tests.house.access.areas.families import KEEPS
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import CENTRAL, FACILITY_STAFF, FAMILY, FOREIGN_STAFF, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

TEAM = people("teacher", "part_timer", "other_teacher")
MANAGERS = {"own": "manager", "other": "other_manager", "foreign": "foreign_manager"}
OVERVIEW = rules.whole(
    "Manager and office find their month, the central office totals without names; other staff are refused.",
    people(CENTRAL, FOREIGN_STAFF, "manager", "other_manager"),
    TEAM,
)
MONTH = Rule(
    "Manager and office of the facility; its other staff are refused, and the central office finds nothing here.",
    {
        "own facility": Who(people("manager"), FACILITY_STAFF - {"manager"}),
        "other facility": Who(people("other_manager")),
        "other organisation's facility": Who(people("foreign_manager")),
        "no such facility": Who(),
    },
)
BILLED = Rule(
    "Manager and office of the facility, for a child who goes or went there and is not their own.",
    {
        "own facility's child": Who(people("manager"), TEAM),
        "other facility's child, here": Who(people(), TEAM),
        "other facility's child, there": Who(people("other_manager")),
        "other organisation's child, there": Who(people("foreign_manager")),
        "no such child, here": Who(people(), TEAM),
    },
)
PLAN = Rule(
    "The same, for a plan of that child.",
    {
        "own child's plan": Who(people("manager"), TEAM),
        "plan of another child": Who(people(), TEAM),
        "other facility's plan": Who(people("other_manager")),
        "no such plan": Who(people(), TEAM),
    },
)
RULE = Rule(
    "Manager and office of the facility, for a rule of the facility.",
    {
        "own facility's rule": Who(people("manager"), TEAM),
        "other facility's rule, here": Who(people(), TEAM),
        "other facility's rule, there": Who(people("other_manager")),
        "no such rule": Who(people(), TEAM),
    },
)
CHARGE = Rule(
    "Manager and office of the facility it belongs to; its other staff are refused.",
    {
        "own facility's charge": Who(people("manager"), TEAM),
        "other facility's charge": Who(people("other_manager")),
        "other organisation's charge": Who(people("foreign_manager")),
        "no such charge": Who(),
    },
)
CONTRACT = Rule(
    "Who keeps the child's family, for a contract of the child.",
    {
        "own child's later contract": Who(people("manager"), people("teacher", "part_timer")),
        "contract of another child": Who(people(), people("teacher", "part_timer")),
        "other facility's contract": Who(people("other_manager")),
        "no such contract": Who(people(), people("teacher", "part_timer")),
    },
)
HOME = Rule(
    "Guardians with a live right to view, of either household. Blocked and expired: not there.",
    {
        "own child": Who(FAMILY),
        "child of the next class": Who(),
        "other facility's child": Who(),
        "other organisation's child": Who(people("outsider")),
        "child who left": Who(people("left_guardian")),
        "no such child": Who(),
    },
)
RULE_FORM = {
    "group": "other", "side": "evening", "starts_on": factories.today().isoformat(), "grace_minutes": 5,
    "grace": "threshold", "unit_minutes": 15, "rounding": "up", "price": 100,
}  # fmt: skip
ENTRIES = [
    *get_entries(OVERVIEW, "office_care"),
    *get_entries(
        MONTH, "office_care_month", "office_care_export", "office_care_rules", "office_care_preview"
    ),
    *post_entries(MONTH, "office_care_recalculate", "office_care_confirm"),
    *post_entries(MONTH, "office_care_rules", **RULE_FORM),
    *post_entries(RULE, "office_care_rule_drop"),
    *get_entries(BILLED, "office_care_child"),
    *post_entries(BILLED, "office_care_plan", side="evening", first=f"{factories.today():%Y-%m}"),
    *post_entries(PLAN, "office_care_plan_drop"),
    *post_entries(CHARGE, "office_charge_adjust", amount=100, reason="時計", version=1),
    *post_entries(CHARGE, "office_charge_exclude", reason="時計", version=1),
    *post_entries(CHARGE, "office_charge_reopen", version=1),
    *get_entries(KEEPS, "office_contract"),
    *post_entries(KEEPS, "office_contract", starts_on="2027-01-01", group="short"),
    *post_entries(CONTRACT, "office_contract_drop"),
    *post_entries(CONTRACT, "office_contract_end", ends_on="2027-03-31"),
    *get_entries(rules.GUARDIAN_PAGES, "guardian_care"),
    *get_entries(HOME, "guardian_care_child"),
]


def make(world: World) -> None:
    """At each facility a rule, a late day yesterday, a plan, and a contract from tomorrow on."""
    yesterday = factories.today() - timedelta(days=1)
    for name, manager in MANAGERS.items():
        place, child, actor = world.places[name], world.children[name], world.users[manager]
        place.refresh_from_db()
        first = yesterday.replace(day=1)
        make_rule(place, actor, first, price=100, monthly_flat=3_000)
        world.rows[f"care rule {name}"] = make_rule(place, actor, first, group="short")
        make_day(place, child, yesterday, ("9:00", "18:40"))
        services.work_out_charges(actor=None, facility=place, month=first)
        world.rows[f"charge {name}"] = Charge.objects.get(facility=place)
        world.rows[f"contract {name}"] = make_contract(
            place, child, starts_on=factories.today() + timedelta(days=1), hours_until=time(18)
        )
        world.rows[f"plan {name}"] = FlatPlan.objects.create(
            facility=place, child=child, side="morning", starts_on=first
        )


def things(world: World) -> dict[str, tuple[object, ...]]:
    """By what they are called in the rules above."""
    place = {name: row.pk for name, row in world.places.items()}
    child = {name: row.pk for name, row in world.children.items()}
    row = {name: one.pk for name, one in world.rows.items() if hasattr(one, "pk")}
    return {
        "own facility's child": (place["own"], child["own"]),
        "other facility's child, here": (place["own"], child["other"]),
        "other facility's child, there": (place["other"], child["other"]),
        "other organisation's child, there": (place["foreign"], child["foreign"]),
        "no such child, here": (place["own"], NOWHERE),
        "own child's plan": (place["own"], child["own"], row["plan own"]),
        "plan of another child": (place["own"], child["next"], row["plan own"]),
        "other facility's plan": (place["other"], child["other"], row["plan other"]),
        "no such plan": (place["own"], child["own"], NOWHERE),
        "own facility's rule": (place["own"], row["care rule own"]),
        "other facility's rule, here": (place["own"], row["care rule other"]),
        "other facility's rule, there": (place["other"], row["care rule other"]),
        "no such rule": (place["own"], NOWHERE),
        "own facility's charge": (row["charge own"],),
        "other facility's charge": (row["charge other"],),
        "other organisation's charge": (row["charge foreign"],),
        "no such charge": (NOWHERE,),
        "own child's later contract": (child["own"], row["contract own"]),
        "contract of another child": (child["own"], row["contract other"]),
        "other facility's contract": (child["other"], row["contract other"]),
        "no such contract": (child["own"], NOWHERE),
    }
