"""The pages of joining: no name before she has signed in, one clear sentence for each wrong turn."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities import services
from facilities.models import Child, Facility, Guardian, Household, Invitation
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles")]
ACCOUNT = {"name": "髙橋 さおり", "login": "saori", "password": factories.PASSWORD, "language": "ja"}


@pytest.fixture
def mother(child: Child, household: Household) -> Guardian:
    return factories.make_guardian(
        child, household, user=None, name="髙橋 沙織", email="", phone="03-1111-2222"
    )


@pytest.fixture
def code(manager: User, facility: Facility, mother: Guardian) -> str:
    return services.make_sheets(actor=manager, facility=facility)[0].code


def type_code(client: Client, code: str) -> None:
    assert client.post(reverse("join"), {"code": code})["Location"] == reverse("join_account")


def test_no_page_before_signing_in_names_anybody(
    client: Client, code: str, mother: Guardian, child: Child, facility: Facility
) -> None:
    type_code(client, code)
    pages = [client.get(reverse("join")), client.get(reverse("join_account"))]
    pages += [client.post(reverse("join_account"), {**ACCOUNT, "password": "short"})]
    pages += [client.post(reverse("join"), {"code": "0000-0000-0000"})]
    Invitation.objects.update(expires_at=timezone.now())
    pages += [client.post(reverse("join"), {"code": code}), client.post(reverse("join_account"), ACCOUNT)]

    said = b"".join(page.content for page in pages).decode()
    secrets = (
        child.given_name,
        child.family_kana,
        facility.name,
        mother.name,
        mother.phone,
        "髙橋 陽葵",
        "みどり区",
    )
    assert [name for name in secrets if name in said] == []
    assert [page.status_code for page in pages] == [200, 200, 422, 422, 422, 422]


def test_she_joins_by_phone_step_by_step(client: Client, code: str, mother: Guardian, child: Child) -> None:
    type_code(client, code)
    made = client.post(reverse("join_account"), {**ACCOUNT, "language": "en"})
    assert (made["Location"], made.cookies["language"].value) == (reverse("join_email"), "en")

    assert client.get(reverse("join_contact")).status_code == 200
    answer = client.post(reverse("join_contact"), {"phone": "090-1234-5678", "wants_push": "on"})
    assert answer["Location"] == reverse("join_done")
    assert str(child) in client.get(reverse("join_done")).content.decode()

    mother.refresh_from_db()
    assert (mother.phone, mother.wants_push, mother.wants_email) == ("090-1234-5678", True, False)
    assert client.get(reverse("guardian_home")).status_code == 200


def test_a_used_code_says_what_to_do(client: Client, code: str) -> None:
    type_code(client, code)
    client.post(reverse("join_account"), ACCOUNT)

    again = Client().post(reverse("join"), {"code": code})

    assert again.status_code == 422
    assert "sign in" in str(again.context["form"].errors["code"]) or "ログイン" in str(
        again.context["form"].errors
    )


def test_the_form_that_arrives_twice_finds_the_account_it_made(client: Client, code: str) -> None:
    type_code(client, code)
    held = client.session["invitation"]
    client.post(reverse("join_account"), ACCOUNT)
    other = Client()
    session = other.session
    session["invitation"] = held
    session.save()

    second = other.post(reverse("join_account"), ACCOUNT)

    assert second["Location"] == reverse("join_email")
    assert User.objects.filter(login="saori").count() == 1


def test_without_a_code_there_is_only_the_code_page(
    client: Client, signed_in: Callable[[User], Client], guardian: Guardian
) -> None:
    assert guardian.user
    assert client.get(reverse("join_account"))["Location"] == reverse("join")
    assert signed_in(guardian.user).post(reverse("join_use"))["Location"] == reverse("join")


def test_who_has_an_account_signs_in_and_goes_on(
    client: Client, code: str, outsider: Guardian, mother: Guardian, facility: Facility
) -> None:
    type_code(client, code)
    assert outsider.user
    client.force_login(outsider.user)

    page = client.get(reverse("join_account"))
    answer = client.post(reverse("join_use"))

    mother.refresh_from_db()
    assert outsider.user.name in page.content.decode()
    assert facility.name not in page.content.decode()
    assert (mother.user, answer["Location"]) == (outsider.user, reverse("join_email"))


def test_thirty_wrong_codes_are_enough(client: Client) -> None:
    answers = [client.post(reverse("join"), {"code": "0000-0000-0000"}).status_code for _guess in range(31)]

    assert answers == [422] * 30 + [429]


def test_an_address_typed_wrong_is_corrected_on_the_page(
    guardian: Guardian, signed_in: Callable[[User], Client]
) -> None:
    assert guardian.user
    client = signed_in(guardian.user)
    client.post(reverse("join_email"), {"email": "soari@example.jp"})
    assert "soari@example.jp" in client.get(reverse("join_digits")).content.decode()
    client.post(reverse("join_email"), {"email": "saori@example.jp"})

    assert "saori@example.jp" in client.get(reverse("join_digits")).content.decode()
    assert client.post(reverse("join_digits"), {"digits": "12"}).status_code == 422


def test_a_relative_sees_and_is_shown_no_way_to_invite(
    relative: Guardian, signed_in: Callable[[User], Client], child: Child
) -> None:
    assert relative.user
    client = signed_in(relative.user)

    page = client.get(reverse("guardian_family"))

    assert reverse("family_invite", args=[child.pk]) not in page.content.decode()
    assert client.post(reverse("family_invite", args=[child.pk])).status_code == 403


def test_the_circle_shows_the_own_household_only(
    guardian: Guardian, co_guardian: Guardian, separated_guardian: Guardian, relative: Guardian,
    signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    assert guardian.user
    page = signed_in(guardian.user).get(reverse("guardian_family")).content.decode()

    assert co_guardian.name in page
    assert relative.name in page
    assert separated_guardian.name not in page


def test_a_link_is_shown_once_and_read_by_nobody_else(
    guardian: Guardian, child: Child, signed_in: Callable[[User], Client]
) -> None:
    assert guardian.user
    client = signed_in(guardian.user)

    made = client.post(reverse("family_invite", args=[child.pk]))

    code = made.context["link"].code
    assert code in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert code not in client.get(reverse("guardian_family")).content.decode()
