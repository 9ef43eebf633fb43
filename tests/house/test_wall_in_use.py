"""The second wall from request to request: who steps out, what a rollback leaves, and whose a pooled connection is."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from backend.database.base import ours
from backend.rowlevel import ReachMiddleware, Visitor, as_system, at_places, inside
from facilities.models import Child, Enrolment, Facility, Guardian, Role
from notices.models import Notice
from tests import factories


def visitor(user: User) -> Visitor:
    return Visitor(lambda: user.pk)


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


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
    asked: list[bytes] = []
    wrapper = ours()
    original = wrapper._enter

    def counting(statement: bytes, values: list[Any]) -> Any:
        asked.append(statement)
        return original(statement, values)

    monkeypatch.setattr(wrapper, "_enter", counting)
    assert guardian.user is not None
    with inside(visitor(guardian.user)):
        for _turn in range(3):
            list(Notice.objects.all())
            with as_system():
                list(Notice.objects.all())

    assert sum(b"engawa_enter" in statement for statement in asked) == 1


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
