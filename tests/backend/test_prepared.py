"""Querysets whose text is built once."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection

from accounts.models import User
from backend.ids import uuid7
from backend.prepared import Prepared, Whole
from facilities.acting import acting_on
from facilities.models import Child, Facility, Grant, Guardian

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
