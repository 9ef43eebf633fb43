"""The invented ward: the same people every time, rules kept, counters right, and a sign-in for each kind of person."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Max, Min, Q
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from backend.demo_data import logins, make
from backend.demo_data.numbers import Plan
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Guardian, Household
from facilities.selectors.family import family_of
from notices.models import Delivery, FacilityReach, Notice, ReachMinute, Reading, Recipient
from notices.selectors.inbox import unread_count, waiting_emergencies

NOW = datetime(2024, 11, 21, 16, 0, tzinfo=timezone(timedelta(hours=9)))
PLAN = Plan(facilities=3, children=120, now=NOW)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def ward(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Seeded once for the tests that look at it, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        make.seed_ward(PLAN, say=str)
        yield
        transaction.set_rollback(True)


def test_every_class_is_filled_by_children_of_its_age(ward: None) -> None:
    rooms = Classroom.objects.filter(school_year=PLAN.school_year).annotate(children=Count("enrolments"))

    wrong = [
        enrolment for enrolment in Enrolment.objects.filter(ends_on=None).select_related("child", "classroom")
        if not in_year(enrolment)
    ]  # fmt: skip

    assert sum(room.children for room in rooms) == 120 + 4
    assert min(room.children for room in rooms) >= 1
    assert wrong == []


def in_year(enrolment: Enrolment) -> bool:
    """Born so that she has the age of the class on 1 April, by the Japanese rule that 1 April belongs to the older."""
    born, age = enrolment.child.born_on, enrolment.classroom.age
    return (
        (PLAN.school_year - age - 1, 4, 2)
        <= (born.year, born.month, born.day)
        <= (PLAN.school_year - age, 4, 1)
    )


def test_every_household_is_called_in_an_order_without_gaps(ward: None) -> None:
    orders = Guardian.objects.values("household").annotate(
        first=Min("call_order"),
        last=Max("call_order"),
        people=Count("id"),
        distinct=Count("call_order", distinct=True),
    )

    wrong = [
        row for row in orders if not (row["first"] == 1 and row["last"] == row["people"] == row["distinct"])
    ]

    assert wrong == []
    assert orders.count() == Household.objects.count()
    assert not Guardian.objects.filter(phone="").exists()


def test_families_are_as_different_as_real_ones(ward: None) -> None:
    homes = Household.objects.annotate(children=Count("guardians__grants__child", distinct=True))
    places = Child.objects.annotate(homes=Count("grants__guardian__household", distinct=True))

    assert homes.filter(children__gte=2).count() >= 10
    assert places.filter(homes=2).exists()
    assert Grant.objects.filter(is_blocked=True).exists()
    assert Household.objects.exclude(guardians__user__isnull=False).exists()
    assert Guardian.objects.filter(user=None).exclude(email="").exists()
    assert Guardian.objects.filter(
        Q(name__contains="髙") | Q(name__contains="﨑") | Q(name__contains="𠮷")
    ).exists()
    assert Guardian.objects.filter(name__contains="\U000e0100").exists()


def test_no_number_or_address_belongs_to_anybody(ward: None) -> None:
    phones = [
        *Guardian.objects.values_list("phone", flat=True),
        *Facility.objects.values_list("phone", flat=True),
    ]

    addresses = [
        *Guardian.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
    ]

    assert [phone for phone in phones if "-0000-" not in phone] == []
    assert [address for address in addresses if address and not address.endswith("@example.jp")] == []


def test_each_kind_of_person_can_sign_in(ward: None, settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path

    logins.write_logins()

    rows = json.loads((tmp_path / "demo-logins.json").read_text(encoding="utf-8"))
    assert {row["kind"] for row in rows} == set(logins.KINDS)
    people = User.objects.filter(login__in=[row["login"] for row in rows], is_active=True)
    assert people.count() == len(rows)
    (shared,) = set(people.values_list("password", flat=True))
    assert {row["password"] for row in rows} == {logins.PASSWORD}
    assert check_password(logins.PASSWORD, shared)


def test_the_named_people_see_what_their_kind_sees(ward: None) -> None:
    def seen(login: str) -> set[str]:
        return {child.given_name for child in Child.objects.visible_to(User.objects.get(login=login))}

    assert seen("guardian") == seen("guardian2") == seen("grandmother") == {"葵", "湊"}
    assert seen("separated") == {"凪"}
    assert seen("blocked") == seen("office") == seen("operator") == set()
    assert len(seen("manager")) > len(seen("teacher")) > 1


def test_counters_agree_with_the_rows(ward: None) -> None:
    rows = Recipient.objects.values("notice", "facility").annotate(
        households=Count("household"), read=Count("read_at"), confirmed=Count("confirmed_at"),
        phoned=Count("phoned_at", filter=Q(read_at=None)),
        silent=Count("household", filter=Q(read_at=None, phoned_at=None, has_channel=False)),
    )  # fmt: skip

    counters = FacilityReach.objects.values(
        "notice", "facility", "households", "read", "confirmed", "phoned", "silent"
    )

    assert len(counters) > 20
    assert sorted(map(repr, counters)) == sorted(map(repr, rows))


def test_the_curve_ends_where_the_rows_do(ward: None) -> None:
    reached = Count("household", distinct=True, filter=Q(read_at__isnull=False) | Q(phoned_at__isnull=False))
    rows = {row["notice"]: row["n"] for row in Recipient.objects.values("notice").annotate(n=reached)}

    curve: dict[object, int] = {}
    for minute in ReachMinute.objects.all():
        curve[minute.notice_id] = curve.get(minute.notice_id, 0) + minute.households

    assert curve == {notice: n for notice, n in rows.items() if n}


def test_nothing_was_read_before_it_was_sent_or_after_now(ward: None) -> None:
    sent = dict(Notice.objects.values_list("id", "published_at"))

    odd = [row for row in Reading.objects.all() if not sent[row.notice_id] <= row.at <= NOW]

    assert odd == []
    assert NOW - timedelta(days=15) < min(sent.values()) <= max(sent.values()) < NOW


def test_nothing_of_the_past_waits_to_be_delivered(ward: None) -> None:
    states = set(Delivery.objects.values_list("state", flat=True))

    assert states == {"handed_over"}


def test_the_drill_reached_everybody(ward: None) -> None:
    drill = Notice.objects.get(is_drill=True)

    left = Recipient.objects.open_of(drill)

    assert drill.is_emergency
    assert drill.call_tasks.exists()
    assert list(left) == []


def test_the_demo_starts_with_unread_notices_but_without_an_emergency(ward: None) -> None:
    guardian = User.objects.get(login="guardian")

    emergencies = waiting_emergencies(family_of(guardian))

    assert unread_count(family_of(guardian)) == 3  # the meetings are the third
    assert emergencies == []


def test_a_database_with_data_is_left_alone(ward: None) -> None:
    before = Child.objects.count()

    call_command("seed", if_empty=True)
    with pytest.raises(CommandError, match="holds data already"):
        call_command("seed")

    assert Child.objects.count() == before


def test_production_takes_no_invented_people(settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("seed")
