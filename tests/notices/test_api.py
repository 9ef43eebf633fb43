from typing import Any
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


@pytest.fixture
def notice(office: User, organisation: Organisation, guardian: Guardian) -> Notice:
    """An emergency of the central office that this guardian received."""
    return factories.make_notice(office, organisation)


def send(
    client: Client, path: str, body: dict[str, Any] | None = None, key: str | None = None, **options: Any
) -> Any:
    method = options.pop("method", "post")
    return getattr(client, method)(
        f"/api/v1/notices/{path}", body or {}, content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid4())}, **options,
    )  # fmt: skip


def draft_of(organisation: Organisation, **fields: Any) -> dict[str, Any]:
    return {"organisation": str(organisation.pk), "title": "あすは休園です", "body": "{施設名}もお休みです。",
            "urgency": "emergency", "scopes": {"everything": True}, **fields}  # fmt: skip


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


def test_a_draft_is_written_sent_undone_and_sent_again(
    signed_in: SignIn, office: User, organisation: Organisation, guardian: Guardian
) -> None:
    client = signed_in(office)
    draft = send(client, "", draft_of(organisation)).json()

    changed = send(
        client, f"{draft['id']}/", {"version": draft["version"], "title": "臨時休園"}, method="put"
    ).json()
    sent = send(client, f"{draft['id']}/send/", {"version": changed["version"]}).json()
    undone = send(client, f"{draft['id']}/undo/").json()

    assert [draft["state"], changed["title"], sent["state"], undone["state"]] == [
        "draft", "臨時休園", "scheduled", "draft",
    ]  # fmt: skip


def test_a_telephone_number_leaves_only_when_it_is_meant(
    signed_in: SignIn, office: User, organisation: Organisation, guardian: Guardian
) -> None:
    client = signed_in(office)
    draft = send(client, "", draft_of(organisation, body="090-1234-5678へ電話してください。")).json()

    refused = send(client, f"{draft['id']}/send/", {"version": draft["version"]})
    meant = send(client, f"{draft['id']}/send/", {"version": draft["version"], "guard_ok": True})

    assert (refused.status_code, refused.json()["code"]) == (422, "guard")
    assert meant.json()["state"] == "scheduled"


def test_creating_needs_a_key_and_happens_once(
    signed_in: SignIn, office: User, organisation: Organisation
) -> None:
    client = signed_in(office)
    body = draft_of(organisation)

    bare = client.post("/api/v1/notices/", body, content_type="application/json")
    first, again = send(client, "", body, key="one"), send(client, "", body, key="one")

    assert (bare.status_code, bare.json()["code"]) == (400, "idempotency_key_required")
    assert first.content == again.content
    assert Notice.objects.count() == 1


def test_a_draft_with_the_clients_own_id_is_made_once_even_under_two_keys(
    signed_in: SignIn, office: User, organisation: Organisation
) -> None:
    body = draft_of(organisation, id=str(uuid4()))
    client = signed_in(office)

    answers = [send(client, "", body).json()["id"] for _ in range(2)]

    assert answers == [body["id"], body["id"]]
    assert Notice.objects.count() == 1


def test_two_writers_both_keep_their_texts(
    signed_in: SignIn, office: User, approver: User, organisation: Organisation
) -> None:
    draft = factories.make_draft(office, organisation)
    send(signed_in(office), f"{draft.pk}/", {"version": draft.version, "body": "先"}, method="put")

    second = send(signed_in(approver), f"{draft.pk}/", {"version": draft.version, "body": "後"}, method="put")

    assert (second.status_code, second.json()["saved"]) == (409, False)
    assert second.json()["details"]["body"] == "先"
    assert Notice.objects.get().body == "先"


@pytest.mark.parametrize(
    ("person", "status"), [("reader", 403), ("auditor", 403), ("manager", 400), ("guardian", 400)]
)
def test_who_may_not_send_for_the_office_makes_no_draft(
    person: str, status: int, signed_in: SignIn, organisation: Organisation, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(person)

    answer = send(signed_in(getattr(found, "user", found)), "", draft_of(organisation))

    assert answer.status_code in (status, 403, 404)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"title": "x" * 121}, {"body": "x" * 100_000}, {"urgency": "panic"}, {"ages": [99]}, {"valid_until": "gestern"},
     {"valid_until": "9999-12-31T23:59:59Z"}, {"scopes": {"facilities": ["x"]}}, {"title": "a\x00b"}, {"id": "1"}],
)  # fmt: skip
def test_input_that_is_not_right_names_its_fields(
    wrong: dict[str, Any], signed_in: SignIn, office: User, organisation: Organisation
) -> None:
    answer = send(signed_in(office), "", draft_of(organisation, **wrong))

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert any(name.split(".")[0] in wrong for name in answer.json()["fields"])
    assert not Notice.objects.exists()


def test_a_facility_of_another_organisation_is_no_audience(
    signed_in: SignIn, office: User, organisation: Organisation
) -> None:
    elsewhere = factories.make_facility()

    answer = send(signed_in(office), "", draft_of(organisation, scopes={"facilities": [str(elsewhere.pk)]}))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not Notice.objects.exists()


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


@pytest.mark.parametrize("body", ["", "[]", "{", '{"a": NaN}', '"\ud800"', "1"])
def test_what_is_no_json_object_is_malformed(body: str, signed_in: SignIn, office: User) -> None:
    answer = signed_in(office).post(
        "/api/v1/notices/", body.encode("utf-8", "surrogatepass"), content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip

    assert answer.status_code == 400


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
