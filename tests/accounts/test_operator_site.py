import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import User
from backend.admin_site import OperatorAdmin
from facilities.models import Guardian
from notices.models import PushSubscription
from tests.accounts.second_factor import code_now, give_app
from tests.factories import PASSWORD, make_subscription

SITE = "/operator/"


@pytest.fixture
def inside(client: Client, operator: User) -> Client:
    """An operator who used her app in this session."""
    give_app(operator)
    client.post("/accounts/login/", {"login": operator.login, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    return client


def test_nobody_signed_in_is_asked_to_sign_in_and_comes_back(client: Client, db: None) -> None:
    answer = client.get(SITE, follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/operator/"


@pytest.mark.parametrize("path", ["", "login/", "facilities/facility/", "notices/delivery/", "nothing/"])
def test_whoever_is_no_operator_finds_nothing(client: Client, manager: User, path: str) -> None:
    client.force_login(manager)

    answer = client.get(SITE + path, follow=True)

    assert answer.status_code == 404


def test_an_operator_without_a_second_factor_is_led_to_set_one_up(client: Client, operator: User) -> None:
    client.force_login(operator)

    assert client.get(SITE).headers["Location"] == "/accounts/2fa/"


def test_an_operator_who_did_not_use_it_in_this_session_is_asked_for_it(
    client: Client, operator: User
) -> None:
    give_app(operator)
    client.force_login(operator)

    answer = client.get(SITE)
    client.post("/accounts/2fa/reauthenticate/", {"code": code_now()})

    assert answer.headers["Location"] == "/accounts/2fa/reauthenticate/?next=%2Foperator%2F"
    assert client.get(SITE).status_code == 200


def test_removing_the_factor_closes_the_site(inside: Client, operator: User) -> None:
    opened = inside.get(SITE).status_code
    operator.authenticator_set.all().delete()

    closed = inside.get(SITE)

    assert (opened, closed.status_code) == (200, 302)


def test_nothing_but_our_read_only_lists_is_registered() -> None:
    registered = {model._meta.label: type(kept) for model, kept in admin.site._registry.items()}

    assert set(registered) == {
        "backend.Heartbeat", "facilities.Organisation", "facilities.Facility", "notices.Delivery",
        "notices.Message", "notices.PushSubscription",
    }  # fmt: skip
    assert all(issubclass(kind, OperatorAdmin) for kind in registered.values())


@pytest.mark.parametrize(
    "place", ["facilities/facility", "facilities/organisation", "notices/pushsubscription"]
)
def test_nothing_can_be_added_changed_or_deleted(inside: Client, guardian: Guardian, place: str) -> None:
    row = make_subscription(guardian.user) if "push" in place else None
    pk = row.pk if row else guardian.organisation_id if "organisation" in place else guardian.household_id

    added = inside.post(f"{SITE}{place}/add/", {"name": "x"}).status_code
    deleted = inside.post(f"{SITE}{place}/{pk}/delete/", {"post": "yes"}).status_code
    changed = inside.post(f"{SITE}{place}/{pk}/change/", {"name": "x"}).status_code

    assert added == 403
    assert deleted in (302, 403)
    assert changed in (302, 403)
    assert PushSubscription.objects.count() == (1 if row else 0)


def test_no_page_names_a_family(inside: Client, guardian: Guardian) -> None:
    subscription = make_subscription(guardian.user, endpoint="https://push.example.com/capability")
    pages = ["", "facilities/facility/", "facilities/organisation/", "notices/delivery/", "notices/message/",
             "notices/pushsubscription/", f"notices/pushsubscription/{subscription.pk}/change/",
             "backend/heartbeat/"]  # fmt: skip

    text = "".join(inside.get(SITE + page).content.decode() for page in pages)

    for secret in (
        guardian.name,
        guardian.household.name,
        guardian.email,
        guardian.phone,
        "陽葵",
        "capability",
    ):
        assert secret not in text
    assert "push.example.com" in text
