"""What the interface for machines gives to those who received a notice and to those who sent it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from facilities.models import Facility, Guardian, Organisation
from notices import services
from notices.models import Notice, Reading, State
from tests import factories
from tests.conftest import SignIn
from tests.notices.requests import send

RECEIVED = {"id", "state", "urgency", "title", "sender", "facility", "is_drill", "published_at", "valid_until",
            "opened_at", "confirmed_at"}  # fmt: skip
RECEIVED_DETAIL = RECEIVED | {
    "body",
    "translations",
    "supersedes",
    "corrected_by",
    "recalled_at",
    "recall_reason",
}
SENT = {"id", "organisation", "facility", "state", "urgency", "title", "author_name", "version", "is_drill",
        "created_at", "changed_at", "publish_at", "published_at", "valid_until", "recalled_at"}  # fmt: skip
SENT_DETAIL = SENT | {"body", "translations", "ages", "scopes", "supersedes", "recall_reason"}


def test_a_guardian_gets_her_list_and_its_fields(
    signed_in: SignIn, guardian: Guardian, notice: Notice
) -> None:
    client = signed_in(guardian.user)

    rows = client.get("/api/v1/notices/").json()["results"]
    detail = client.get(f"/api/v1/notices/{notice.pk}/").json()

    assert [set(row) for row in rows] == [RECEIVED]
    assert (rows[0]["state"], rows[0]["sender"], rows[0]["opened_at"]) == (
        "published",
        "みどり区 保育課",
        None,
    )
    assert set(detail) == RECEIVED_DETAIL
    assert detail["body"] == "元代々木保育園もお休みです。"


def test_those_who_send_get_their_fields(signed_in: SignIn, office: User, notice: Notice) -> None:
    client = signed_in(office)

    rows = client.get("/api/v1/notices/?view=sent").json()["results"]
    detail = client.get(f"/api/v1/notices/{notice.pk}/?view=sent").json()

    assert [set(row) for row in rows] == [SENT]
    assert set(detail) == SENT_DETAIL
    assert detail["scopes"]["everything"] is True


@pytest.mark.parametrize(
    "person",
    ["blocked_guardian", "expired_guardian", "outsider", "ex_staff", "other_manager", "manager", "reader"],
)
def test_who_did_not_receive_it_as_a_guardian_finds_nothing(
    person: str, signed_in: SignIn, notice: Notice, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(person)
    client = signed_in(getattr(found, "user", found))

    listed = client.get("/api/v1/notices/").json()["results"]
    hidden = client.get(f"/api/v1/notices/{notice.pk}/")
    nowhere = client.get(f"/api/v1/notices/{uuid4()}/")

    assert listed == []
    assert hidden.status_code == nowhere.status_code == 404
    assert hidden.content == nowhere.content


def test_a_recalled_notice_keeps_its_place_and_loses_its_words(
    signed_in: SignIn, office: User, guardian: Guardian, notice: Notice
) -> None:
    services.recall_notice(actor=office, notice=notice, reason="まちがいでした")

    detail = signed_in(guardian.user).get(f"/api/v1/notices/{notice.pk}/").json()

    assert (detail["state"], detail["title"], detail["body"], detail["translations"]) == (
        "recalled",
        "",
        "",
        {},
    )
    assert detail["recall_reason"] == "まちがいでした"


def test_a_reading_is_recorded_once_however_often_it_is_sent(
    signed_in: SignIn, guardian: Guardian, notice: Notice
) -> None:
    client = signed_in(guardian.user)

    answers = [send(client, f"{notice.pk}/readings/", {"kind": "confirmed"}).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert Reading.objects.filter(kind="confirmed").count() == 1
    assert client.get("/api/v1/notices/").json()["results"][0]["confirmed_at"] is not None


@pytest.mark.parametrize("person", ["blocked_guardian", "outsider", "manager", "office"])
def test_nobody_records_a_reading_of_what_she_did_not_receive(
    person: str, signed_in: SignIn, notice: Notice, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(person)

    answer = send(signed_in(getattr(found, "user", found)), f"{notice.pk}/readings/", {"kind": "opened"})

    assert answer.status_code == 404
    assert not Reading.objects.exists()


def test_reach_is_whole_for_the_office_and_ones_own_for_a_facility(
    signed_in: SignIn,
    office: User,
    manager: User,
    other_facility: Facility,
    notice: Notice,
    guardian: Guardian,
) -> None:
    services.record_reading(actor=guardian.user, notice=notice, kind="confirmed")

    whole = signed_in(office).get(f"/api/v1/notices/{notice.pk}/reach/").json()
    part = signed_in(manager).get(f"/api/v1/notices/{notice.pk}/reach/").json()

    assert (whole["percent"], whole["total"]["confirmed"]) == (100, 1)
    assert [row["name"] for row in part["facilities"]] == ["元代々木保育園"]


@pytest.mark.parametrize("person", ["guardian", "outsider", "other_manager", "ex_staff"])
def test_nobody_else_follows_the_reach(
    person: str, signed_in: SignIn, notice: Notice, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(person)

    assert (
        signed_in(getattr(found, "user", found)).get(f"/api/v1/notices/{notice.pk}/reach/").status_code == 404
    )


def test_a_form_of_another_site_changes_nothing(office: User, notice: Notice) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office)

    answer = send(client, f"{notice.pk}/recall/", {"reason": "x"})

    notice.refresh_from_db()
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert notice.state == State.PUBLISHED


def test_the_list_costs_the_same_queries_for_one_or_many(
    signed_in: SignIn, office: User, organisation: Organisation, guardian: Guardian
) -> None:
    client = signed_in(guardian.user)
    counts = []
    for more in (1, 4):
        for _number in range(more):
            factories.make_notice(office, organisation)
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/notices/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 4
