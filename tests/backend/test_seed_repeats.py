"""The same number makes the same people; another number others; a real list makes its own places."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q

from accounts.models import User
from backend.demo_data import facility_list, make
from backend.demo_data.numbers import Plan, make_functions
from facilities.models import Child, Enrolment, Facility, Grant, Guardian, StaffPost
from notices.models import Notice, Reading, Recipient

NOW = datetime(2024, 11, 21, 16, 0, tzinfo=timezone(timedelta(hours=9)))
PLAN = Plan(facilities=3, children=120, now=NOW)

pytestmark = pytest.mark.django_db


def portrait() -> dict[str, list[object]]:
    """Everything that should be the same in two runs; passwords are salted and some times are those of writing."""
    return {
        "children": list(Child.objects.order_by("id").values_list()),
        "guardians": list(Guardian.objects.order_by("id").values_list()),
        "grants": list(Grant.objects.order_by("id").values_list()),
        "enrolments": list(Enrolment.objects.order_by("id").values_list()),
        "posts": list(
            StaffPost.objects.order_by("id").values_list("id", "member__name", "role", "classroom")
        ),
        "users": list(User.objects.order_by("id").values_list("id", "login", "email", "name")),
        "notices": list(Notice.objects.order_by("id").values_list("id", "title", "body", "published_at")),
        "recipients": list(
            Recipient.objects.order_by("notice_id", "household_id", "facility_id").values_list()
        ),
        "readings": list(Reading.objects.order_by("notice_id", "guardian_id", "kind").values_list()),
    }


def seeded_portrait(plan: Plan) -> dict[str, list[object]]:
    with transaction.atomic():
        make.seed_ward(plan, say=str)
        picture = portrait()
        transaction.set_rollback(True)
    return picture


def test_the_same_number_gives_the_same_ward() -> None:
    first = seeded_portrait(PLAN)

    again = seeded_portrait(PLAN)

    assert first["readings"]
    assert again == first


def test_another_number_gives_other_people() -> None:
    first = seeded_portrait(PLAN)

    other = seeded_portrait(Plan(seed=7, facilities=3, children=120, now=NOW))

    assert other["children"] != first["children"]


@pytest.mark.parametrize("day", ["2027-04-01", "2027-03-31", "2028-02-29", "2027-01-03", "2026-08-15"])
def test_a_ward_can_be_made_on_any_day(day: str) -> None:
    now = datetime.fromisoformat(f"{day}T06:30:00+09:00")

    make.seed_ward(Plan(facilities=2, children=40, now=now), say=str)

    drills = Notice.objects.filter(is_drill=True)
    assert not any(Recipient.objects.open_of(drill).exists() for drill in drills)
    assert Notice.objects.filter(recipients__isnull=False).distinct().count() == Notice.objects.count()
    assert not Enrolment.objects.filter(starts_on__gt=now.date()).exists()


def test_keys_made_in_python_and_in_sql_are_the_same() -> None:
    make_functions(PLAN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_temp.made_id('child', 42)")
        (in_sql,) = cursor.fetchone()

    in_python = PLAN.made_id("child", 42)

    assert in_python == in_sql
    assert in_python.version == 7


HEADER = "施設番号,種別,施設名,定員,住所1,住所2,電話番号,緯度,経度"
LIST = [
    "1001,認可保育所,めぐみ保育園,60,東京都千代田区,一番町１０番地,03ｰ3261ｰ7960,35.6,139.7",
    "1002,認可外,めぐみ保育園,25,千代田区,二番町２−１,,35.6,139.7",
    "1003,認可保育所,若葉保育園,１１,東京都渋谷区,,03-1234−5678,,",
]


def write_list(folder: Path, lines: list[str]) -> Path:
    file = folder / "list.csv"
    file.write_text("\ufeff" + "\r\n".join([HEADER, *lines]) + "\r\n", encoding="utf-8")
    return file


def test_a_real_list_becomes_facilities_filled_to_their_capacity(tmp_path: Path) -> None:
    file = write_list(tmp_path, LIST)

    make.seed_facility_list(PLAN, [file], say=str)

    children = Count("enrolments", filter=Q(enrolments__child__external_id__startswith="C"))
    found = (
        Facility.objects.in_order()
        .annotate(children=children)
        .values_list("name", "area", "phone", "children")
    )
    assert list(found) == [
        ("めぐみ保育園", "千代田区", "03-3261-7960", 60),
        ("めぐみ保育園", "千代田区", "", 25),
        ("若葉保育園", "渋谷区", "03-1234-5678", 11),
    ]


def test_one_ward_of_a_list_can_be_taken_alone(tmp_path: Path) -> None:
    file = write_list(tmp_path, LIST)

    make.seed_facility_list(PLAN, [file], ward="渋谷区", say=str)

    assert list(Facility.objects.values_list("name", flat=True)) == ["若葉保育園"]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([LIST[0], LIST[0]], "number 1001 stands in line 2 already"),
        (["1001,認可外,めぐみ保育園,many,渋谷区,,,,"], "line 2: 'many' is no capacity"),
        (["1001,認可外,,20,渋谷区,,,,"], "line 2: the number or the name is missing"),
    ],
)
def test_a_list_with_a_mistake_names_the_line(tmp_path: Path, lines: list[str], sentence: str) -> None:
    file = write_list(tmp_path, lines)

    with pytest.raises(facility_list.ListError, match=sentence):
        facility_list.read_list(file)
