"""The guardian's home."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import User
from facilities.models import Child, Classroom, Guardian, Organisation
from notices.models import Notice
from tests import factories
from tests.conftest import SignIn


@pytest.fixture
def notice(office: User, organisation: Organisation, guardian: Guardian) -> Notice:
    return factories.make_notice(office, organisation, title="11月24日は休園です")


def test_home_shows_her_children_with_class_and_facility(signed_in: SignIn, guardian: Guardian) -> None:
    page = signed_in(guardian.user).get(reverse("guardian_home")).content.decode()

    assert "陽葵" in page
    assert "うさぎ組" in page
    assert "元代々木保育園" in page


def test_home_is_not_there_for_somebody_without_a_family(signed_in: SignIn, office: User) -> None:
    assert signed_in(office).get(reverse("guardian_home")).status_code == 404


def test_an_emergency_covers_home_with_the_familys_own_facility(
    signed_in: SignIn, guardian: Guardian, notice: Notice
) -> None:
    page = signed_in(guardian.user).get(reverse("guardian_home")).content.decode()

    assert f'data-emergency="{notice.pk}"' in page
    assert "元代々木保育園もお休みです。" in page
    assert "{施設名}" not in page


def test_the_partial_brings_the_tab_bar_with_the_new_count(
    signed_in: SignIn, guardian: Guardian, notice: Notice
) -> None:
    page = (
        signed_in(guardian.user)
        .get(reverse("guardian_home"), headers={"HX-Request": "true"})
        .content.decode()
    )

    assert "<html" not in page
    assert 'hx-swap-oob="true"' in page


def test_a_child_who_goes_to_two_places_is_shown_at_both(
    signed_in: SignIn, guardian: Guardian, child: Child, other_facility: object
) -> None:
    factories.enrol(child, factories.make_classroom(other_facility, name="ことり組"), kind="after_school")

    page = signed_in(guardian.user).get(reverse("guardian_home")).content.decode()

    assert "うさぎ組" in page
    assert "ことり組" in page


def test_home_needs_the_same_queries_for_one_child_and_one_notice_as_for_many(
    signed_in: SignIn,
    guardian: Guardian,
    classroom: Classroom,
    office: User,
    organisation: Organisation,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    household = guardian.household
    for number in range(5):
        factories.grant(guardian, factories.make_child(classroom, given_name=f"子{number}"))
        factories.make_notice(office, organisation, urgency="everyday", title=f"お知らせ{number}")
    client = signed_in(household.guardians.first().user)

    with django_assert_max_num_queries(24):
        assert client.get(reverse("guardian_home")).status_code == 200


def test_the_bands_alone_may_leave_out_the_notice_that_is_open(
    signed_in: SignIn, guardian: Guardian, notice: Notice
) -> None:
    client = signed_in(guardian.user)
    address = reverse("guardian_emergencies")

    everything = client.get(address).content.decode()
    others = client.get(address, {"without": str(notice.pk)}).content.decode()

    assert f'data-emergency="{notice.pk}"' in everything
    assert "data-emergency" not in others
