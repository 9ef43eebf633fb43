"""One notice, opened by a guardian."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities.models import Guardian, Organisation
from notices import services
from notices.models import Notice, Reading
from tests import factories
from tests.conftest import SignIn


@pytest.fixture
def notice(office: User, organisation: Organisation, guardian: Guardian) -> Notice:
    return factories.make_notice(office, organisation)


def address(notice: Notice) -> str:
    return reverse("guardian_notice", args=[notice.pk])


def kinds(guardian: Guardian) -> set[str]:
    return set(Reading.objects.filter(guardian=guardian).values_list("kind", flat=True))


def test_opening_a_notice_records_that_she_read_it(
    signed_in: SignIn, guardian: Guardian, notice: Notice
) -> None:
    signed_in(guardian.user).get(address(notice))

    assert kinds(guardian) == {Reading.Kind.OPENED}


def test_opening_it_twice_is_one_reading(signed_in: SignIn, guardian: Guardian, notice: Notice) -> None:
    client = signed_in(guardian.user)

    client.get(address(notice))
    client.get(address(notice))

    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ],
)
def test_fetching_it_ahead_is_no_reading(
    signed_in: SignIn, guardian: Guardian, notice: Notice, headers: dict[str, str]
) -> None:
    page = signed_in(guardian.user).get(address(notice), headers=headers)

    assert kinds(guardian) == set()
    assert f'data-opened="{notice.pk}"' in page.content.decode()


def test_looking_at_its_head_is_no_reading(signed_in: SignIn, guardian: Guardian, notice: Notice) -> None:
    signed_in(guardian.user).head(address(notice))

    assert kinds(guardian) == set()


def test_a_mail_scanner_gets_the_sign_in_page_and_nothing_is_recorded(
    guardian: Guardian, notice: Notice
) -> None:
    answer = Client().get(address(notice))

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={address(notice)}")
    assert kinds(guardian) == set()


def test_after_signing_in_she_lands_on_the_notice(guardian: Guardian, notice: Notice) -> None:
    guardian.user.set_password(factories.PASSWORD)
    guardian.user.save()
    client = Client()

    answer = client.post(
        f"{reverse('account_login')}?next={address(notice)}",
        {"login": guardian.user.login, "password": factories.PASSWORD, "next": address(notice)},
    )

    assert answer["Location"] == address(notice)


def test_a_notice_that_is_not_hers_and_one_that_does_not_exist_look_alike(
    signed_in: SignIn, outsider: Guardian, notice: Notice
) -> None:
    client = signed_in(outsider.user)

    not_hers = client.get(address(notice))
    not_there = client.get(reverse("guardian_notice", args=[uuid4()]))

    assert not_hers.status_code == not_there.status_code == 404
    assert len(not_hers.content) == len(not_there.content)
    assert notice.title not in not_hers.content.decode()


def test_a_blocked_guardian_does_not_find_it(
    signed_in: SignIn, blocked_guardian: Guardian, notice: Notice
) -> None:
    assert signed_in(blocked_guardian.user).get(address(notice)).status_code == 404


def test_it_is_shown_in_her_language_and_in_those_it_was_written_in(
    signed_in: SignIn, office: User, organisation: Organisation, guardian: Guardian
) -> None:
    notice = factories.make_notice(office, organisation, phrase="closure_water", title="", body="")
    User.objects.filter(pk=guardian.user_id).update(language="easy")
    client = signed_in(guardian.user)

    own = client.get(address(notice)).content.decode()
    english = client.get(address(notice), {"in": "en"}).content.decode()

    assert "保育園が 休みです" in own
    assert "All nurseries are closed" in english
    assert "元代々木保育園 is closed too" in english


def test_confirming_without_scripts_is_recorded_once(
    signed_in: SignIn, guardian: Guardian, notice: Notice
) -> None:
    client = signed_in(guardian.user)
    confirm = reverse("guardian_confirm", args=[notice.pk])

    client.post(confirm)
    answer = client.post(confirm)

    assert answer["Location"] == reverse("guardian_home")
    assert kinds(guardian) == {Reading.Kind.OPENED, Reading.Kind.CONFIRMED}
    assert Reading.objects.count() == 2


def test_a_stranger_cannot_confirm(signed_in: SignIn, outsider: Guardian, notice: Notice) -> None:
    assert signed_in(outsider.user).post(reverse("guardian_confirm", args=[notice.pk])).status_code == 404


def test_a_withdrawn_notice_shows_the_reason_and_none_of_its_words(
    signed_in: SignIn, guardian: Guardian, office: User, notice: Notice
) -> None:
    services.recall_notice(actor=office, notice=notice, reason="宛先をまちがえました")

    page = signed_in(guardian.user).get(address(notice)).content.decode()

    assert "宛先をまちがえました" in page
    assert notice.title not in page
    assert kinds(guardian) == set()


def test_a_corrected_notice_leads_to_its_correction_and_back(
    signed_in: SignIn, guardian: Guardian, office: User, notice: Notice
) -> None:
    correction = factories.send(office, services.start_correction(actor=office, notice=notice))
    client = signed_in(guardian.user)

    first = client.get(address(notice)).content.decode()
    second = client.get(address(correction)).content.decode()

    assert address(correction) in first
    assert address(notice) in second
    assert "data-receipt" not in first.split('<template id="emergency-template">')[0].split("<main")[1]


def test_a_notice_that_no_longer_holds_says_so(
    signed_in: SignIn, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    notice = factories.make_notice(office, organisation, valid_until=tomorrow)
    client = signed_in(guardian.user)
    client.cookies["language"] = "en"

    with time_machine.travel(tomorrow + timedelta(hours=1)):
        page = client.get(address(notice)).content.decode()

    assert "This held until" in page
    assert f'data-emergency="{notice.pk}"' not in page


def test_scripts_in_title_and_text_stay_text(
    signed_in: SignIn, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    notice = factories.make_notice(
        office, organisation, title="<script>alert(1)</script>", body="<img src=x onerror=1>"
    )

    page = signed_in(guardian.user).get(address(notice)).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
