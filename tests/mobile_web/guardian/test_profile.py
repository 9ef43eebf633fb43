"""A guardian's own data: what holds at once, and what the nursery decides."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from facilities import services
from facilities.models import ChangeRequest, Child, Guardian
from tests import factories

SignIn = Callable[[User], Client]
CONTACT = {"phone": "090-1234-5678", "phone_note": "15時から", "wants_email": "on"}


def test_telephone_and_channels_hold_at_once(signed_in: SignIn, guardian: Guardian) -> None:
    answer = signed_in(guardian.user).post(reverse("guardian_profile"), CONTACT)

    guardian.refresh_from_db()
    assert answer.status_code == 302
    assert (guardian.phone, guardian.wants_push, guardian.wants_email) == ("090-1234-5678", False, True)


@pytest.mark.parametrize(
    "wrong", [{"phone": "12"}, {"phone": "でんわ"}, {"wants_email": ""}, {"phone_note": "長" * 61}]
)
def test_what_cannot_be_is_said_and_nothing_is_half_saved(
    signed_in: SignIn, guardian: Guardian, wrong: dict[str, str]
) -> None:
    before = Guardian.objects.values().get(pk=guardian.pk)

    answer = signed_in(guardian.user).post(reverse("guardian_profile"), CONTACT | wrong)

    assert answer.status_code == 422
    assert Guardian.objects.values().get(pk=guardian.pk) == before


def test_a_childs_name_becomes_a_request_with_its_answer(
    signed_in: SignIn, manager: User, guardian: Guardian, child: Child
) -> None:
    client = signed_in(guardian.user)
    address = reverse("guardian_profile_child", args=[child.pk])
    fields = {"family_name": "葛󠄀城", "given_name": "陽葵", "born_on": str(child.born_on)}

    sent = client.post(
        address, fields | {"family_kana": "かつらぎ", "given_kana": "ひまり", "reason": "入籍"}
    )
    asked = ChangeRequest.objects.get()
    services.decide_request(actor=manager, request=asked, approve=False, answer="書類をお持ちください")

    assert (sent.status_code, asked.reason) == (302, "入籍")
    assert [row["field"] for row in asked.changes] == ["family_name", "family_kana"]
    assert "書類をお持ちください" in client.get(reverse("guardian_profile")).content.decode()


def test_another_guardian_is_proposed_and_withdrawn(
    signed_in: SignIn, guardian: Guardian, child: Child
) -> None:
    client = signed_in(guardian.user)
    person = {"name": "髙橋 大輔", "relation": "father", "phone": "090-1234-5678"}

    client.post(reverse("guardian_profile_adult", args=[child.pk]), person)
    asked = ChangeRequest.objects.get(kind="second_guardian")
    client.post(reverse("guardian_request_withdraw", args=[asked.pk]))

    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert Guardian.objects.count() == 1


def test_a_relative_reads_along_and_asks_nothing(signed_in: SignIn, relative: Guardian, child: Child) -> None:
    client = signed_in(relative.user)

    page = client.get(reverse("guardian_profile")).content.decode()

    assert child.given_name in page
    for name in ("guardian_profile_child", "guardian_profile_adult"):
        assert reverse(name, args=[child.pk]) not in page
        assert client.get(reverse(name, args=[child.pk])).status_code == 403


@pytest.mark.parametrize("person", ["blocked_guardian", "expired_guardian"])
def test_who_lost_the_child_keeps_her_own_number_and_sees_no_name(
    request: pytest.FixtureRequest, signed_in: SignIn, child: Child, person: str
) -> None:
    guardian = request.getfixturevalue(person)
    factories.make_request(guardian.user, child, guardian)
    client = signed_in(guardian.user)

    page = client.get(reverse("guardian_profile"))

    assert page.status_code == 200
    assert child.given_name not in page.content.decode()
    assert client.get(reverse("guardian_profile_name")).status_code == 404
    assert client.get(reverse("guardian_profile_child", args=[child.pk])).status_code == 404
    assert client.post(reverse("guardian_profile"), CONTACT).status_code == 302


def test_requests_of_the_other_parent_are_not_there(
    signed_in: SignIn, guardian: Guardian, separated_guardian: Guardian, co_guardian: Guardian, child: Child
) -> None:
    asked = factories.make_request(guardian.user, child, guardian)

    for other in (separated_guardian, co_guardian):
        client = signed_in(other.user)
        assert "ひより" not in client.get(reverse("guardian_profile")).content.decode()
        assert client.post(reverse("guardian_request_withdraw", args=[asked.pk])).status_code == 404


def test_twenty_requests_are_read_as_fast_as_one(signed_in: SignIn, guardian: Guardian, child: Child) -> None:
    client = signed_in(guardian.user)
    factories.make_request(guardian.user, child, guardian)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("guardian_profile"))
    for _number in range(19):
        factories.make_request(guardian.user, child, guardian)

    with CaptureQueriesContext(connection) as twenty:
        client.get(reverse("guardian_profile"))

    assert len(twenty) == len(one) <= 20


def test_she_is_told_of_arrivals_until_she_says_no(signed_in: SignIn, guardian: Guardian) -> None:
    page = signed_in(guardian.user).get(reverse("guardian_profile"))
    assert page.context["form"]["wants_stamps"].value() is True

    signed_in(guardian.user).post(reverse("guardian_profile"), CONTACT)
    guardian.refresh_from_db()
    assert not guardian.wants_stamps

    signed_in(guardian.user).post(reverse("guardian_profile"), CONTACT | {"wants_stamps": "on"})
    guardian.refresh_from_db()
    assert guardian.wants_stamps
