"""Requests at the office: the list, before and after, one decision."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from facilities.models import AuditEntry, ChangeRequest, Child, Facility, Guardian
from tests import factories

SignIn = Callable[[User], Client]


@pytest.fixture
def asked(child: Child, guardian: Guardian) -> ChangeRequest:
    assert guardian.user
    return factories.make_request(guardian.user, child, guardian, reason="届け出のとおり")


def decide(client: Client, asked: ChangeRequest, **fields: str) -> int:
    return client.post(reverse("office_request_decide", args=[asked.pk]), fields).status_code


def test_a_request_shows_before_after_and_why(signed_in: SignIn, manager: User, asked: ChangeRequest) -> None:
    client = signed_in(manager)

    listed = client.get(reverse("office_requests")).content.decode()
    words = client.get(reverse("office_request", args=[asked.pk])).content.decode()

    assert "ひより" in listed
    assert all(word in words for word in ("陽葵", "ひより", "届け出のとおり"))
    assert AuditEntry.objects.get(action="request.look").child_id == asked.child_id


def test_approving_changes_the_child_and_keeps_the_request(
    signed_in: SignIn, manager: User, child: Child, asked: ChangeRequest
) -> None:
    assert decide(signed_in(manager), asked, decision="approve") == 302

    child.refresh_from_db()
    asked.refresh_from_db()
    assert (child.given_name, asked.state, asked.decided_by) == ("ひより", "approved", manager)
    assert "ひより" in signed_in(manager).get(reverse("office_requests")).content.decode()


def test_a_refusal_without_a_word_is_asked_for_one(
    signed_in: SignIn, manager: User, asked: ChangeRequest
) -> None:
    client = signed_in(manager)

    assert decide(client, asked, decision="refuse") == 422
    assert decide(client, asked, decision="whatever") == 422
    assert decide(client, asked, decision="refuse", answer="住民票をお持ちください") == 302


def test_the_second_reads_who_was_first(
    signed_in: SignIn, manager: User, facility: Facility, asked: ChangeRequest
) -> None:
    decide(signed_in(factories.make_keeper(facility, name="大野 学")), asked, decision="approve")

    late = signed_in(manager).post(
        reverse("office_request_decide", args=[asked.pk]), {"decision": "refuse", "answer": "だめ"}
    )

    assert late.status_code == 409
    assert "大野 学" in late.content.decode()


def test_who_proposed_reads_that_another_decides(signed_in: SignIn, manager: User, child: Child) -> None:
    own = factories.make_request(manager, child)
    client = signed_in(manager)

    page = client.get(reverse("office_request", args=[own.pk]))

    assert reverse("office_request_withdraw", args=[own.pk]) in page.content.decode()
    assert decide(client, own, decision="approve") == 403
    assert client.post(reverse("office_request_withdraw", args=[own.pk])).status_code == 302


def test_the_central_office_sees_how_many_wait_where(
    signed_in: SignIn, office: User, facility: Facility, child: Child, asked: ChangeRequest
) -> None:
    client = signed_in(office)

    page = client.get(reverse("office_requests"))

    assert page.context["waiting"] == [(facility.name, facility.pk, 1)]
    assert child.given_name not in page.content.decode()
    assert client.get(reverse("office_request", args=[asked.pk])).status_code == 404


def test_twenty_requests_are_read_as_fast_as_one(
    signed_in: SignIn, manager: User, child: Child, guardian: Guardian, asked: ChangeRequest
) -> None:
    client = signed_in(manager)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("office_requests"))
    for _number in range(20):
        factories.make_request(guardian.user, child, guardian)

    with CaptureQueriesContext(connection) as twenty:
        client.get(reverse("office_requests"))

    assert len(twenty) == len(one) <= 14
