"""Querysets whose text is built once."""

import gc
from datetime import date
from importlib import import_module
from pkgutil import walk_packages
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from accounts.models import User
from attendance.models import Attendance
from backend.ids import uuid7
from backend.prepared import Prepared, Whole, listed
from facilities.acting import acting_on
from facilities.models import Child, Classroom, Facility, Grant, Guardian, StaffPost

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def seen() -> Prepared:
    return Prepared(
        lambda user, day: Grant.objects.seen_by(User(pk=user), day).values_list("child", flat=True),
        user=UUID(int=1),
        day=date.min,
    )


def asked(prepared: Prepared, **values: object) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(prepared.sql, prepared.values(**values))
        return [row[0] for row in cursor.fetchall()]


def test_the_text_answers_for_any_values(
    guardian: Guardian, blocked_guardian: Guardian, child: Child
) -> None:
    prepared = seen()

    assert asked(prepared, user=guardian.user_id, day=TODAY) == [child.pk]
    assert asked(prepared, user=blocked_guardian.user_id, day=TODAY) == []
    assert asked(prepared, user=guardian.user_id, day=date(2000, 1, 1)) == []


def test_what_stands_in_the_queryset_itself_stays(facility: Facility) -> None:
    prepared = Prepared(
        lambda pk: Facility.objects.filter(pk=pk, name__contains="100%s", capacity__gte=3).values("pk"),
        pk=UUID(int=1),
    )
    facility.name = "園100%s"
    facility.save(update_fields=["name"])

    assert asked(prepared, pk=facility.pk) == [facility.pk]
    assert asked(prepared, pk=uuid7()) == []


def test_a_text_first_asked_for_at_a_tablet_is_not_the_tablets(
    guardian: Guardian, child: Child, facility: Facility
) -> None:
    prepared = seen()

    with acting_on(uuid7(), facility.pk):
        prepared.sql  # noqa: B018 - builds it

    assert asked(prepared, user=guardian.user_id, day=TODAY) == [child.pk]


def test_a_row_of_a_raw_statement_is_the_row_of_the_orm(child: Child) -> None:
    whole = Whole(Child, "k")

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {whole.sql} FROM facilities_child k WHERE k.id = %s", [child.pk])
        read = whole.read(cursor.fetchone())

    stored = Child.objects.get(pk=child.pk)
    assert {f.attname: getattr(read, f.attname) for f in Child._meta.concrete_fields} == {
        f.attname: getattr(stored, f.attname) for f in Child._meta.concrete_fields
    }


def test_objects_come_with_those_joined_and_ask_nothing_more(
    guardian: Guardian, child: Child, django_assert_num_queries: Any
) -> None:
    prepared = Prepared(
        lambda user: Grant.objects.filter(guardian__user=user).select_related("guardian__user", "child"),
        user=UUID(int=1),
    )

    with django_assert_num_queries(1):
        (grant,) = prepared.fetch(user=guardian.user_id)
        assert (grant.guardian, grant.guardian.user, grant.child) == (guardian, guardian.user, child)

    assert grant.child.given_name == child.given_name
    assert grant == Grant.objects.get(pk=grant.pk)


def test_a_relation_that_leads_nowhere_is_none(manager: User) -> None:
    posts = StaffPost.objects.filter(member__user=manager).select_related("facility", "classroom")
    prepared = Prepared(lambda: posts)

    assert [post.classroom for post in prepared.fetch()] == [None]


def test_what_the_database_keeps_as_json_comes_as_python_has_it(facility: Facility, child: Child) -> None:
    stays = [["2026-11-22T00:00:00+00:00", None]]
    Attendance.objects.create(facility=facility, child=child, day=TODAY, stays=stays)

    (row,) = Prepared(Attendance.objects.all).fetch()
    (values,) = Prepared(lambda: Attendance.objects.values_list("stays", "day")).fetch()

    assert (row.stays, values) == (stays, (stays, TODAY))


def test_a_list_is_one_value_whatever_its_length(child: Child) -> None:
    prepared = Prepared(lambda ids: Child.objects.filter(pk__in=listed(ids)), ids=[UUID(int=1)])

    assert prepared.fetch(ids=[uuid7(), child.pk, uuid7()]) == [child]
    assert prepared.fetch(ids=[]) == []


def test_a_number_is_found_however_its_field_wraps_it(classroom: Classroom) -> None:
    prepared = Prepared(lambda year: Classroom.objects.filter(school_year=year), year=9999)

    assert prepared.fetch(year=classroom.school_year) == [classroom]
    assert prepared.fetch(year=1999) == []


def test_no_statement_of_ours_has_lost_a_value() -> None:
    for app in ("facilities", "notices", "attendance", "contactbook", "surveys", "mobile_web"):
        for module in walk_packages(import_module(app).__path__, f"{app}."):
            import_module(module.name)
    ours = [one for one in gc.get_objects() if type(one) is Prepared and one.sql]

    assert len(ours) > 10
    assert [one.sql for one in ours if one.lost] == []


def test_a_value_that_is_not_in_the_text_is_told() -> None:
    assert Prepared(lambda day: Child.objects.filter(born_on__year=day.year), day=date(2000, 5, 5)).lost == {
        "day"
    }
