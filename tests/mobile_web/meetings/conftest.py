"""A period of meetings of her class, and browsers whose pages are in English."""

import pytest
from django.test import Client

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from surveys.models import MeetingPeriod
from tests.conftest import SignIn
from tests.surveys.meeting_world import make_lane, make_period


@pytest.fixture
def phone_of(signed_in: SignIn) -> SignIn:
    """Her browser, in English, so that a test says what it looks for."""

    def open_phone(user: User) -> Client:
        User.objects.filter(pk=user.pk).update(language="en")
        client = signed_in(User.objects.get(pk=user.pk))
        client.cookies["language"] = "en"
        return client

    return open_phone


@pytest.fixture
def phone(phone_of: SignIn, guardian: Guardian) -> Client:
    assert guardian.user
    return phone_of(guardian.user)


@pytest.fixture
def period(keeper: User, facility: Facility, classroom: Classroom, child: Child) -> MeetingPeriod:
    period = make_period(keeper, facility)
    make_lane(keeper, period, classroom, room="ゆり室")
    return period


@pytest.fixture
def wishing(keeper: User, facility: Facility, classroom: Classroom, child: Child) -> MeetingPeriod:
    period = make_period(keeper, facility, mode="wishes", title="春の個人面談")
    make_lane(keeper, period, classroom)
    return period
