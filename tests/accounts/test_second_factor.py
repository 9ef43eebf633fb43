import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from tests.accounts.second_factor import SECRET, code_now, give_app
from tests.factories import PASSWORD

APP = "/accounts/2fa/totp/activate/"


def sign_in(client: Client, user: User) -> str:
    answer = client.post("/accounts/login/", {"login": user.login, "password": PASSWORD})
    return str(answer.headers["Location"])


def confirm_again(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_an_app_is_switched_on_with_its_first_code_and_brings_recovery_codes(
    client: Client, sakura: User
) -> None:
    client.force_login(sakura)
    confirm_again(client)
    secret = client.get(APP).context["form"].secret

    answer = client.post(APP, {"code": code_now(secret)})

    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}


def test_switching_it_on_asks_first_who_she_is(client: Client, sakura: User) -> None:
    client.force_login(sakura)

    assert client.get(APP).headers["Location"].startswith("/accounts/reauthenticate/")


def test_its_secret_is_not_readable_in_the_database(client: Client, sakura: User) -> None:
    app = give_app(sakura)

    assert SECRET not in str(app.data)


def test_with_an_app_the_password_alone_does_not_sign_in(client: Client, sakura: User) -> None:
    give_app(sakura)

    led = sign_in(client, sakura)

    assert led == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_app_completes_signing_in_once(client: Client, sakura: User) -> None:
    give_app(sakura)
    code = code_now()
    sign_in(client, sakura)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    second = Client()
    sign_in(second, sakura)

    second.post("/accounts/2fa/authenticate/", {"code": code})

    assert "_auth_user_id" in client.session
    assert "_auth_user_id" not in second.session


def test_five_wrong_codes_stop_the_right_one(client: Client, sakura: User) -> None:
    give_app(sakura)
    sign_in(client, sakura)
    for _attempt in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    client.post("/accounts/2fa/authenticate/", {"code": code_now()})

    assert "_auth_user_id" not in client.session


def test_a_recovery_code_opens_the_account_once(client: Client, sakura: User) -> None:
    client.force_login(sakura)
    confirm_again(client)
    client.post(APP, {"code": code_now(client.get(APP).context["form"].secret)})
    code = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"][0]
    opened = []

    for _attempt in range(2):
        phone = Client()
        sign_in(phone, sakura)
        phone.post("/accounts/2fa/authenticate/", {"code": code})
        opened.append("_auth_user_id" in phone.session)

    assert opened == [True, False]


@pytest.mark.parametrize(
    "path",
    ["2fa/", "2fa/webauthn/", "2fa/webauthn/add/", "2fa/totp/activate/", "2fa/recovery-codes/generate/",
     "password/change/", "reauthenticate/", "logout/"],
)  # fmt: skip
def test_every_page_of_the_account_renders(client: Client, sakura: User, path: str) -> None:
    client.force_login(sakura)
    confirm_again(client)

    answer = client.get(f"/accounts/{path}")

    assert answer.status_code == 200, answer.headers.get("Location")


def test_another_persons_passkey_is_not_there(client: Client, sakura: User, operator: User) -> None:
    hers = Authenticator.objects.create(user=operator, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    client.force_login(sakura)
    confirm_again(client)

    answers = {
        client.get(f"/accounts/2fa/webauthn/keys/{hers.pk}/{act}/").status_code for act in ("edit", "remove")
    }

    assert answers == {404}
