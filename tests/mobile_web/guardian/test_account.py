"""The page of one's own account."""

import pytest
from django.urls import reverse

from facilities.models import Guardian
from notices.models import PushSubscription
from tests import factories
from tests.conftest import SignIn


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_a_language_holds_for_pages_and_for_what_is_sent(
    signed_in: SignIn, guardian: Guardian, language: str
) -> None:
    client = signed_in(guardian.user)

    answer = client.post(reverse("account"), {"language": language})

    guardian.refresh_from_db()
    assert answer["Location"] == reverse("account")
    assert guardian.user.language == language
    assert guardian.language == language
    assert client.cookies["language"].value == ("en" if language == "en" else "ja")


def test_an_unknown_language_changes_nothing(signed_in: SignIn, guardian: Guardian) -> None:
    answer = signed_in(guardian.user).post(reverse("account"), {"language": "xx"})

    guardian.user.refresh_from_db()
    assert answer.status_code == 422
    assert guardian.user.language == "ja"


def test_push_ends_on_one_browser_or_on_all_of_hers(
    signed_in: SignIn, guardian: Guardian, co_guardian: Guardian
) -> None:
    first, _second = factories.make_subscription(guardian.user), factories.make_subscription(guardian.user)
    other = factories.make_subscription(co_guardian.user)
    client = signed_in(guardian.user)
    alive = PushSubscription.objects.filter(died_at__isnull=True)

    client.post(reverse("account_push_off"), {"endpoint": first.endpoint})
    after_one = set(alive.values_list("user", flat=True)), alive.count()
    client.post(reverse("account_push_off"))

    assert after_one == ({guardian.user_id, co_guardian.user_id}, 2)
    assert list(alive) == [other]


def test_another_persons_browser_cannot_be_switched_off(
    signed_in: SignIn, guardian: Guardian, co_guardian: Guardian
) -> None:
    other = factories.make_subscription(co_guardian.user)

    signed_in(guardian.user).post(reverse("account_push_off"), {"endpoint": other.endpoint})

    other.refresh_from_db()
    assert other.died_at is None


def test_somebody_who_belongs_nowhere_has_an_account_page_too(signed_in: SignIn, db: None) -> None:
    assert signed_in(factories.make_user()).get(reverse("account")).status_code == 200


def test_everybody_who_reads_along_is_named(
    signed_in: SignIn, guardian: Guardian, relative: Guardian, separated_guardian: Guardian
) -> None:
    page = signed_in(guardian.user).get(reverse("guardian_more")).content.decode()

    assert relative.name in page
    assert separated_guardian.name not in page
