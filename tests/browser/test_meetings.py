"""A family chooses a time on the phone while another takes one: it goes grey by itself, and the next is hers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from surveys import services
from surveys.models import MeetingPeriod
from tests import factories
from tests.browser.people import PATIENCE, Person
from tests.surveys.meeting_world import make_lane, make_period, slots_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]


@pytest.fixture
def period(keeper: User, facility: Facility, classroom: Classroom, child: Child) -> MeetingPeriod:
    period = make_period(keeper, facility)
    make_lane(keeper, period, classroom)
    return period


def test_a_time_that_another_family_takes_goes_grey_and_the_next_is_booked(
    arrive: Arrive, period: MeetingPeriod, guardian: Guardian, child: Child, classroom: Classroom
) -> None:
    first, second, *_rest = slots_of(period)
    sister = factories.make_child(classroom, given_name="蓮")
    other = factories.make_guardian(sister).user
    assert other
    phone = arrive(guardian.user)
    page = phone.open(f"/meetings/{period.pk}/")
    phone.listens()
    button = page.locator(f"[data-slot='{first.pk}']")
    expect(button).to_be_enabled()

    services.book_slot(actor=other, slot=first, child=sister)

    expect(button).to_be_disabled(timeout=PATIENCE)
    page.click(f"[data-slot='{second.pk}']")
    page.click(".meet-question ~ form button[type=submit]")
    expect(page.locator(".meet-done")).to_be_visible(timeout=PATIENCE)
    assert period.slots.get(child=child) == second
    assert phone.troubles == []
