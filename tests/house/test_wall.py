"""The second wall, asked alone: PostgreSQL keeps families apart even where the application forgets to."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from backend.database.base import ours
from backend.rowlevel import NOBODY, ReachMiddleware, Visitor, as_system, at_places, inside
from facilities import wall
from facilities.models import Child, Classroom, Enrolment, Facility, Guardian, Household, Role
from facilities.policies import audit
from notices.models import Notice, Recipient, Scope
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


# In and out


@pytest.mark.django_db
def test_tasks_and_commands_reach_everything(child: Child) -> None:
    factories.make_child()

    assert Enrolment.objects.count() == 2


@pytest.mark.django_db
def test_a_service_steps_out_and_is_inside_again_afterwards(guardian: Guardian, child: Child) -> None:
    factories.make_child()
    assert guardian.user is not None

    with inside(visitor(guardian.user)):
        with as_system():
            assert Enrolment.objects.count() == 2
        assert Enrolment.objects.count() == 1


@pytest.mark.django_db
def test_a_rollback_does_not_bring_a_wider_reach_back(guardian: Guardian, child: Child) -> None:
    factories.make_child()
    assert guardian.user is not None and Enrolment.objects.count() == 2

    with inside(visitor(guardian.user)):
        for _turn in range(2):
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                assert Enrolment.objects.count() == 1
                with as_system():
                    assert Enrolment.objects.count() == 2
                    raise ZeroDivisionError
            assert Enrolment.objects.count() == 1
        with pytest.raises(Error), transaction.atomic():
            rows("SELECT 1 / 0")
        assert Enrolment.objects.count() == 1

    assert Enrolment.objects.count() == 2


@pytest.mark.django_db
def test_a_cursor_that_was_opened_outside_is_inside_too(guardian: Guardian) -> None:
    factories.make_child()
    assert guardian.user is not None

    with connection.cursor() as cursor, inside(visitor(guardian.user)):
        cursor.execute("SELECT count(*) FROM facilities_enrolment")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_a_post_that_begins_today_counts_in_the_next_request(facility: Facility) -> None:
    user = factories.make_staff(Role.MANAGER, facility, starts_on=timezone.localdate() + timedelta(days=1))
    with inside(visitor(user)):
        assert not Facility.objects.exists()

    user.staff_members.get().posts.update(starts_on=timezone.localdate())

    with inside(visitor(user)):
        assert Facility.objects.exists()


@pytest.mark.django_db
def test_a_place_without_a_person_is_reached_alone(facility: Facility, other_facility: Facility) -> None:
    with at_places(facilities=[facility.pk], organisations=[facility.organisation_id]):
        assert set(Facility.objects.all()) == {facility}


# Requests


def through(user: User | None, view: Callable[[HttpRequest], Any]) -> Any:
    request = RequestFactory().get("/")
    if user is not None:
        request.user = user
    return ReachMiddleware(view)(request)


@pytest.mark.django_db
def test_a_request_reaches_nothing_before_its_person_is_known(guardian: Guardian) -> None:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(Enrolment.objects.count())
        request.user = guardian.user  # type: ignore[assignment] # as signing in does
        seen.append(Enrolment.objects.count())
        return HttpResponse()

    factories.make_child()
    through(None, view)

    assert seen == [0, 1]


@pytest.mark.django_db
def test_a_stream_stays_inside_to_its_end(guardian: Guardian) -> None:
    factories.make_child()

    def lines() -> Iterator[str]:
        yield str(Enrolment.objects.count())
        yield str(Enrolment.objects.count())

    answer = through(guardian.user, lambda _request: StreamingHttpResponse(lines()))
    outside = Enrolment.objects.count()

    assert outside == 2
    assert b"".join(answer.streaming_content) == b"11"


@pytest.mark.django_db
def test_the_reach_is_asked_for_once_a_request(guardian: Guardian, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    wrapper = ours()
    original = wrapper._enter

    def counting(statement: str, values: list[Any]) -> Any:
        asked.append(statement)
        return original(statement, values)

    monkeypatch.setattr(wrapper, "_enter", counting)
    assert guardian.user is not None
    with inside(visitor(guardian.user)):
        for _turn in range(3):
            list(Notice.objects.all())
            with as_system():
                list(Notice.objects.all())

    assert sum("engawa_enter" in statement for statement in asked) == 1


# The pool


@pytest.mark.django_db(transaction=True)
def test_a_connection_comes_back_from_the_pool_as_nobodys(guardian: Guardian) -> None:
    Enrolment.objects.count()
    raw = connection.connection

    connection.close()

    assert raw.execute("SELECT current_setting('engawa.everything', true)").fetchone() == ("",)
    assert raw.execute("SELECT count(*) FROM facilities_enrolment").fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_connection_given_back_in_the_middle_of_a_transaction_is_nobodys_too(guardian: Guardian) -> None:
    connection.ensure_connection()
    connection.set_autocommit(False)
    Enrolment.objects.count()
    raw = connection.connection

    connection.close()

    assert raw.execute("SELECT count(*) FROM facilities_enrolment").fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_many_people_on_few_connections_never_meet_anothers_rows() -> None:
    people = {
        guardian.user: set(
            Enrolment.objects.filter(child__grants__guardian=guardian).values_list("pk", flat=True)
        )
        for guardian in (factories.make_guardian(factories.make_child()) for _ in range(8))
    }
    wrong: list[tuple[User, set[UUID]]] = []
    gate = threading.Barrier(8)

    def look(user: User) -> None:
        gate.wait()
        try:
            for turn in range(15):
                with inside(visitor(user)):
                    seen = set(Enrolment.objects.values_list("pk", flat=True))
                if seen != people[user]:
                    wrong.append((user, seen))
                if turn % 2:
                    connection.close()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(look, people))

    assert wrong == []
