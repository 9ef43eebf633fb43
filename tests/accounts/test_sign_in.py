import re
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.adapter import TOO_OFTEN
from accounts.models import Language, User
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"


def sign_in(client: Client, login: str, password: str = PASSWORD, **fields: Any) -> Any:
    return client.post(LOGIN, {"login": login, "password": password, **fields})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def without_tokens(page: str) -> str:
    """The page without what differs in every answer: CSRF tokens and nonces."""
    return re.sub(r"[\w+/=-]{20,}", "", page)


@pytest.mark.parametrize(
    "login", ["sakura", "SAKURA", " sakura ", "ｓａｋｕｒａ", "sakura@example.jp", "Sakura@Example.JP"]
)
def test_the_login_name_and_the_address_open_the_account(client: Client, sakura: User, login: str) -> None:
    answer = sign_in(client, login)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert is_signed_in(client)


def test_signing_in_leads_to_where_she_was_going(client: Client, sakura: User) -> None:
    assert sign_in(client, "sakura", next="/notices/").headers["Location"] == "/notices/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client: Client, sakura: User, elsewhere: str) -> None:
    assert sign_in(client, "sakura", next=elsewhere).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("known", "unknown"), [("sakura", "nobody"), ("sakura@example.jp", "nobody@example.jp")]
)
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(
    client: Client, sakura: User, known: str, unknown: str
) -> None:
    wrong = sign_in(client, known, "wrong")
    nobody = sign_in(Client(), unknown, "wrong")

    assert wrong.status_code == nobody.status_code
    assert without_tokens(wrong.content.decode()).replace(known, "") == without_tokens(
        nobody.content.decode()
    ).replace(unknown, "")


def test_the_right_password_of_a_closed_account_is_as_wrong_as_any(client: Client, sakura: User) -> None:
    wrong = sign_in(client, "sakura", "wrong")
    User.objects.filter(pk=sakura.pk).update(is_active=False)

    closed = sign_in(client, "sakura")

    assert not is_signed_in(client)
    assert without_tokens(closed.content.decode()) == without_tokens(wrong.content.decode())


def test_closing_an_account_ends_its_sessions(client: Client, sakura: User) -> None:
    sign_in(client, "sakura")
    User.objects.filter(pk=sakura.pk).update(is_active=False)

    assert client.get("/api/v1/me/").status_code == 401


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, sakura: User) -> None:
    for _attempt in range(5):
        sign_in(client, "sakura", "wrong")

    page = sign_in(client, "sakura")

    assert not is_signed_in(client)
    assert page.context["form"].non_field_errors() == [str(TOO_OFTEN)]


def test_the_brake_is_the_accounts_and_stops_nobody_else(client: Client, sakura: User) -> None:
    other = make_user("別の人", login="other")
    other.set_password(PASSWORD)
    other.save()
    for _attempt in range(5):
        sign_in(client, "sakura", "wrong")

    sign_in(client, "other")

    assert is_signed_in(client)


def test_many_accounts_tried_from_one_address_are_braked_too(
    client: Client, _clean_throttles: None, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/ip,5/5m/key"}
    for number in range(3):
        sign_in(client, f"guess{number}", "wrong")

    page = sign_in(client, "guess-again", "wrong")

    assert page.context["form"].non_field_errors() == [str(TOO_OFTEN)]


def test_the_pages_speak_her_language_after_signing_in(client: Client, sakura: User) -> None:
    User.objects.filter(pk=sakura.pk).update(language=Language.ENGLISH)

    answer = sign_in(client, "sakura")

    assert answer.cookies["language"].value == "en"


def test_signing_out_needs_a_post(client: Client, sakura: User) -> None:
    client.force_login(sakura)

    asked = client.get("/accounts/logout/")
    still = is_signed_in(client)
    client.post("/accounts/logout/")

    assert asked.status_code == 200
    assert still
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_reset_password", "account_inactive", "account_request_login_code",
     "mfa_signup_webauthn", "mfa_trust"],
)  # fmt: skip
def test_what_the_product_does_not_use_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "inactive/", "confirm-email/", "2fa/trust/"]
)
def test_what_the_product_does_not_use_is_not_there(client: Client, sakura: User, path: str) -> None:
    client.force_login(sakura)

    assert client.get(f"/accounts/{path}").status_code == 404


def test_passwords_are_kept_by_argon2(sakura: User) -> None:
    assert sakura.password.startswith("argon2")


def test_changing_the_password_asks_for_the_present_one(client: Client, sakura: User) -> None:
    client.force_login(sakura)
    new = "another-horse-battery"

    refused = client.post(
        "/accounts/password/change/", {"oldpassword": "x", "password1": new, "password2": new}
    )
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    sakura.refresh_from_db()
    assert refused.context["form"].errors["oldpassword"]
    assert sakura.check_password(new)


def test_an_account_without_a_password_sets_one_instead_of_changing_it(client: Client, sakura: User) -> None:
    sakura.set_unusable_password()
    sakura.save()
    client.force_login(sakura)

    answer = client.get("/accounts/password/change/", follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/accounts/password/set/"
