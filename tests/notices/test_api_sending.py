"""Drafts by the interface for machines: written, refused, sent once."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from facilities.models import Guardian, Organisation
from notices.models import Notice
from tests import factories
from tests.conftest import SignIn
from tests.notices.requests import send


def draft_of(organisation: Organisation, **fields: Any) -> dict[str, Any]:
    return {"organisation": str(organisation.pk), "title": "あすは休園です", "body": "{施設名}もお休みです。",
            "urgency": "emergency", "scopes": {"everything": True}, **fields}  # fmt: skip


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


@pytest.mark.parametrize("body", ["", "[]", "{", '{"a": NaN}', '"\ud800"', "1"])
def test_what_is_no_json_object_is_malformed(body: str, signed_in: SignIn, office: User) -> None:
    answer = signed_in(office).post(
        "/api/v1/notices/", body.encode("utf-8", "surrogatepass"), content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip

    assert answer.status_code == 400
