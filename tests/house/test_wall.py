"""The second wall, asked alone: PostgreSQL keeps families apart even where the application forgets to."""

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from accounts.models import User
from backend.rowlevel import NOBODY, Visitor, inside
from facilities import wall
from facilities.models import Classroom, Enrolment, Facility, Household, Role
from facilities.policies import audit
from notices.models import Recipient, Scope
from tests import factories
from tests.house.access.world import World
from tests.owner import as_owner

PEOPLE = ("guardian", "separated_guardian", "teacher", "manager", "outsider")


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def keyed() -> list[wall.Keys]:
    with connection.cursor() as cursor:
        return wall.walled(cursor)


def visitor(user: User) -> Visitor:
    return Visitor(lambda: user.pk)


# What there is


@pytest.mark.django_db
def test_every_table_that_names_a_place_has_a_forced_policy() -> None:
    open_ones = rows(
        "SELECT c.relname FROM pg_class c WHERE c.relname = ANY (%s) AND NOT (c.relrowsecurity AND "
        "c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))",
        [keys.table for keys in keyed()],
    )

    assert open_ones == []


@pytest.mark.django_db
def test_every_model_with_a_key_of_a_facility_is_among_them() -> None:
    named = {
        model._meta.db_table
        for model in apps.get_models()
        if any(
            isinstance(field, models.ForeignKey) and field.related_model is Facility
            for field in model._meta.local_fields
        )
    }

    assert named and named <= {keys.table for keys in keyed()}


@pytest.mark.django_db
def test_building_the_wall_again_changes_nothing() -> None:
    before = rows("SELECT oid, polrelid FROM pg_policy ORDER BY oid")

    with as_owner(), connection.cursor() as cursor:
        wall.build(cursor, connection.application_role, is_assumed=True)

    assert rows("SELECT oid, polrelid FROM pg_policy ORDER BY oid") == before


# What the application's role may not do


@pytest.mark.django_db
def test_the_application_is_neither_superuser_nor_owner_nor_exempt() -> None:
    assert rows("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") == [(False,)]
    assert (
        rows("SELECT relname FROM pg_class WHERE relowner = to_regrole(current_user::text) AND relkind = 'r'")
        == []
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE facilities_auditentry SET action = 'another'",
        "DELETE FROM facilities_auditentry",
        "TRUNCATE facilities_auditentry",
        "DELETE FROM facilities_auditlink",
        "UPDATE notices_reading SET at = now()",
        "DELETE FROM notices_callattempt",
        "TRUNCATE facilities_child CASCADE",
        "ALTER TABLE facilities_enrolment DISABLE ROW LEVEL SECURITY",
        "DROP POLICY reach ON facilities_enrolment",
        "ALTER TABLE facilities_auditentry DISABLE TRIGGER USER",
        "DROP TABLE notices_scope",
        "CREATE TABLE public.door (id int)",
        "DELETE FROM django_migrations",
    ],
)
def test_the_application_has_no_right_to(statement: str) -> None:
    with pytest.raises(Error, match=r"permission denied|must be owner"), transaction.atomic():
        rows(statement)


# What each person reaches


def places_in(table: wall.Keys) -> set[tuple[Any, ...]]:
    """Every place that a row of the table names, without any filter of the application."""
    columns = [*table.facilities, *([table.organisation] if table.organisation else [])]
    return set(rows(f"SELECT DISTINCT {', '.join(columns)} FROM {table.table}"))


def reached_places(world: World, person: str) -> set[UUID]:
    """Her facilities and organisations, worked out by hand from the world of the permission walk."""
    if person == "outsider":
        return {world.places["foreign"].pk, world.places["foreign"].organisation_id}
    return {world.places["own"].pk, world.places["own"].organisation_id}


@pytest.mark.parametrize("person", PEOPLE)
def test_with_the_filters_switched_off_no_foreign_row_comes_back(world: World, person: str) -> None:
    user = world.users[person]
    allowed = reached_places(world, person)
    if person in ("guardian", "separated_guardian", "outsider"):
        allowed |= _facilities_of_her_children(user)
    seen: dict[str, set[tuple[Any, ...]]] = {}

    with inside(visitor(user)):
        seen = {keys.table: places_in(keys) for keys in keyed()}

    foreign = {
        table: row
        for table, found in seen.items()
        for row in found
        if {*row} != {None} and not ({*row} - {None}) & allowed
    }
    assert foreign == {}
    assert seen["facilities_enrolment"]


def _facilities_of_her_children(user: User) -> set[UUID]:
    """Any day's: the notices of a nursery she has left stay hers."""
    return set(
        Enrolment.objects.filter(child__grants__guardian__user=user).values_list("facility", flat=True)
    )


def test_the_same_look_from_outside_requests_does_find_foreign_rows(world: World) -> None:
    found = {keys.table: places_in(keys) for keys in keyed()}

    assert len(found["facilities_enrolment"]) > 2
    assert len(found["notices_notice"]) > 2


def test_the_central_office_reaches_its_organisation_and_no_other(world: World) -> None:
    with inside(visitor(world.users["office"])):
        facilities = set(Facility.objects.values_list("pk", flat=True))
        organisations = set(Enrolment.objects.values_list("organisation", flat=True))

    assert world.places["other"].pk in facilities
    assert world.places["foreign"].pk not in facilities
    assert organisations == {world.places["own"].organisation_id}


@pytest.mark.parametrize("person", ["ex_staff", "blocked_guardian", "expired_guardian"])
def test_who_lost_her_post_or_right_reaches_no_facility(world: World, person: str) -> None:
    with inside(visitor(world.users[person])):
        assert not Facility.objects.exists()
        assert not Enrolment.objects.exists()
        assert not Recipient.objects.exists()


def test_nobody_reaches_no_row_of_any_table(world: World) -> None:
    with inside(NOBODY):
        left = {keys.table for keys in keyed() if rows(f"SELECT 1 FROM {keys.table} LIMIT 1")}

    assert left == set()


@pytest.mark.django_db
def test_a_row_cannot_be_written_into_a_place_out_of_reach(manager: User, other_facility: Facility) -> None:
    with inside(visitor(manager)), pytest.raises(Error, match="row-level security"), transaction.atomic():
        factories.make_classroom(other_facility)


@pytest.mark.django_db
def test_rows_out_of_reach_are_neither_changed_nor_deleted(manager: User, other_classroom: Classroom) -> None:
    foreign = factories.make_classroom()

    with inside(visitor(manager)):
        changed = Classroom.objects.filter(pk=foreign.pk).update(name="x")
        changed += rows("WITH gone AS (DELETE FROM facilities_classroom WHERE id = %s RETURNING 1) "
                        "SELECT count(*) FROM gone", foreign.pk)[0][0]  # fmt: skip

    assert changed == 0
    assert Classroom.objects.filter(pk__in=[foreign.pk, other_classroom.pk]).count() == 2


@pytest.mark.django_db
def test_an_act_at_another_place_never_fails_for_its_record(manager: User, household: Household) -> None:
    elsewhere = factories.make_facility()

    with inside(visitor(manager)):
        entry = audit(
            manager,
            "test.act",
            "household",
            household.pk,
            organisation=elsewhere.organisation,
            facility=elsewhere,
        )

    assert entry.pk


@pytest.mark.django_db
def test_everybody_of_a_notice_is_seen_with_it_only(manager: User, organisation: Any) -> None:
    mine = factories.make_draft(factories.make_staff(Role.CENTRAL_SENDER, organisation), organisation)
    elsewhere = factories.make_organisation()
    factories.make_draft(factories.make_staff(Role.CENTRAL_SENDER, elsewhere), elsewhere)

    with inside(visitor(manager)):
        assert set(Scope.objects.values_list("notice", flat=True)) == {mine.pk}
