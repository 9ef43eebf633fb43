"""Families, made by PostgreSQL from numbers: one statement a table, no row through Python."""

from datetime import date

from backend.demo_data import families_sql as sql
from backend.demo_data.names import FAMILY_NAMES, GIVEN_NAMES
from backend.demo_data.numbers import Plan, run
from backend.demo_data.places import Places, lay_out_rooms


def make_families(plan: Plan, places: Places, password_hash: str) -> None:
    """Fill every class to its size with children, their households, guardians, accounts and grants."""
    _lay_out_names()
    lay_out_rooms(places)
    values = {
        "organisation": places.organisation.pk,
        "year": plan.school_year,
        "this_year": date(plan.school_year, 4, 1),
        "last_year": date(plan.school_year - 1, 4, 1),
        "today": plan.today,
        "now": plan.now,
        "password": password_hash,
    }
    for statement in sql.WORK:
        run(statement, **values)
    for statement in sql.INSERTS:
        run(statement, **values)


def _lay_out_names() -> None:
    family = [name for name in FAMILY_NAMES for _ in range(name.weight)]
    run(
        sql.FAMILY_NAMES,
        name=[n.name for n in family], kana=[n.kana for n in family], latin=[n.latin for n in family],
        origin=[n.origin for n in family],
    )  # fmt: skip
    run(
        sql.GIVEN_NAMES,
        kind=[n.kind for n in GIVEN_NAMES], name=[n.name for n in GIVEN_NAMES], kana=[n.kana for n in GIVEN_NAMES],
        latin=[n.latin for n in GIVEN_NAMES],
    )  # fmt: skip
