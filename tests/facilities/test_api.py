from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories
from tests.conftest import SignIn

CHILD_FIELDS = {
    "id", "family_name", "given_name", "family_kana", "given_kana", "honorific", "born_on", "places",
}  # fmt: skip
FACILITY_FIELDS = {"id", "name", "name_kana", "name_en", "kind", "area", "phone", "opens_at", "closes_at"}


def get(client: Client, path: str) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_me_names_workplaces_and_children(
    signed_in: SignIn, guardian: Guardian, child: Child, manager: User
) -> None:
    family, staff = get(signed_in(guardian.user), "me/"), get(signed_in(manager), "me/")

    assert (family["children"], family["workplaces"]) == ([str(child.pk)], [])
    assert staff["children"] == []
    assert [(post["role"], post["facility_name"]) for post in staff["workplaces"]] == [
        ("manager", "元代々木保育園")
    ]
    assert set(family) == {"id", "login", "name", "language", "workplaces", "children"}


@pytest.mark.parametrize(
    "person", ["guardian", "co_guardian", "separated_guardian", "relative", "teacher", "manager"]
)
def test_those_round_a_child_see_the_same_fields_of_her(
    person: str, signed_in: SignIn, child: Child, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(person)

    rows = get(signed_in(getattr(found, "user", found)), "children/")["results"]

    assert [row["id"] for row in rows] == [str(child.pk)]
    assert set(rows[0]) == CHILD_FIELDS
    assert [place["name"] for place in rows[0]["places"]] == ["うさぎ組"]


@pytest.mark.parametrize(
    "person",
    [
        "blocked_guardian",
        "expired_guardian",
        "outsider",
        "other_teacher",
        "other_manager",
        "ex_staff",
        "office",
        "auditor",
    ],
)
def test_everybody_else_finds_no_child_and_the_same_404(
    person: str, signed_in: SignIn, child: Child, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(person)
    client = signed_in(getattr(found, "user", found))

    listed = {row["id"] for row in get(client, "children/")["results"]}
    there = client.get(f"/api/v1/children/{child.pk}/")
    nowhere = client.get("/api/v1/children/01890000-0000-7000-8000-000000000000/")
    odd = client.get("/api/v1/children/1%20or%201/")

    assert str(child.pk) not in listed
    assert there.status_code == nowhere.status_code == odd.status_code == 404
    assert there.content == nowhere.content == odd.content


@pytest.mark.parametrize(
    ("person", "count"), [("guardian", 1), ("manager", 1), ("office", 2), ("ex_staff", 0), ("outsider", 1)]
)
def test_facilities_are_those_of_ones_own(
    person: str, count: int, signed_in: SignIn, facility: Facility, other_facility: Facility,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    found = request.getfixturevalue(person)

    rows = get(signed_in(getattr(found, "user", found)), "facilities/")["results"]

    assert len(rows) == count
    assert all(set(row) == FACILITY_FIELDS for row in rows)


def test_pages_follow_each_other_without_gap_or_double(
    signed_in: SignIn, manager: User, classroom: Classroom
) -> None:
    children = {str(factories.make_child(classroom).pk) for _ in range(7)}
    client = signed_in(manager)
    seen: list[str] = []
    address: str | None = "/api/v1/children/?limit=3"

    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]

    assert seen == sorted(children, reverse=True)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    signed_in: SignIn, manager: User, classroom: Classroom
) -> None:
    client = signed_in(manager)
    counts = []
    for _round in range(2):
        for _number in range(10):
            factories.make_child(classroom, born_on=date(2024, 4, 2))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/api/v1/children/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=٣",
        "after=x",
        "after=%00",
        "after=bnVsbA",
        "after=" + "A" * 400,
    ],
)
def test_an_odd_page_is_a_clear_refusal(signed_in: SignIn, manager: User, query: str) -> None:
    answer = signed_in(manager).get(f"/api/v1/children/?{query}")

    assert (answer.status_code, answer.json()["code"], answer.json()["saved"]) == (400, "invalid", False)
    assert answer.json()["fields"]


def test_nobody_signed_in_gets_401_with_a_code(client: Client, db: None) -> None:
    answer = client.get("/api/v1/children/")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("post", "children/", {}, 405, "method_not_allowed"),
        ("get", "children/", {"Accept": "image/png"}, 406, "not_acceptable"),
        ("get", "nothing/", {}, 404, "not_found"),
        ("get", "children", {}, 404, "not_found"),
    ],
)
def test_every_refusal_has_a_stable_code(
    method: str, path: str, headers: dict[str, str], status: int, code: str, signed_in: SignIn, manager: User
) -> None:
    client = signed_in(manager)

    answer = getattr(client, method)(f"/api/v1/{path}", headers={"Idempotency-Key": "k", **headers})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert {"code", "message", "saved", "retry"} <= set(answer.json())


def test_a_person_who_asks_too_often_is_told_when_to_come_back(
    signed_in: SignIn, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.api.throttling.REQUESTS_A_MINUTE", 2)
    monkeypatch.setattr("backend.api.throttling.PersonThrottle.minute", 0)
    client = signed_in(manager)

    answers = [client.get("/api/v1/me/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["retry"] is True
    assert 0 < int(answers[2].headers["Retry-After"]) <= 61
