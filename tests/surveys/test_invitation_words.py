"""What a family reads when it is asked: the nursery's own words, and around them its language."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from facilities.models import Classroom, Facility, Guardian
from surveys import services
from surveys.models import Event
from tests.conftest import MORNING, SignIn
from tests.surveys.meeting_world import make_lane, make_period
from tests.surveys.test_events import asking
from tests.surveys.test_invitations import invite

DAY = date(2030, 7, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def event(manager: User, facility: Facility, guardian: Guardian) -> Event:
    made = asking(
        manager,
        facility,
        published=False,
        reply_by=MORNING.replace(hour=18) + timedelta(days=2),
        starts_on=DAY,
        ends_on=DAY,
        starts_at=time(16),
        bring="うちわ\n水筒",
    )
    Event.objects.filter(pk=made.pk).update(place="園庭")
    return invite(manager, Event.objects.get(pk=made.pk))


def test_when_where_and_what_to_bring_stand_in_each_language(event: Event) -> None:
    assert event.notice
    words = event.notice.words

    assert "日時 7月1日(月) 16:00\n場所 園庭\n持ち物 うちわ、水筒" in words("ja")["body"]
    assert "いつ 7月1日(月) 16:00\nどこで 園庭\n持って くる もの うちわ、水筒" in words("easy")["body"]
    assert "When: Monday, July 1, 16:00\nWhere: 園庭\nTo bring: うちわ, 水筒" in words("en")["body"]
    assert {words(language)["title"] for language in ("ja", "easy", "en")} == {event.title}


def test_her_page_says_until_when_in_her_language(
    event: Event, guardian: Guardian, signed_in: SignIn
) -> None:
    assert guardian.user
    User.objects.filter(pk=guardian.user.pk).update(language="en")
    client = signed_in(User.objects.get(pk=guardian.user.pk))
    client.cookies["language"] = "en"

    page = client.get(reverse("guardian_notice", args=[event.notice_id])).content.decode()

    assert "whether you will come" in page and "When: Monday, July 1" in page


@pytest.mark.parametrize(("mode", "said"), [("first", "a time that suits you"), ("wishes", "which times")])
def test_a_meeting_asks_in_each_language_too(
    manager: User, facility: Facility, classroom: Classroom, guardian: Guardian, mode: str, said: str
) -> None:
    period = make_period(manager, facility, published=False, mode=mode, text="お話しましょう。")
    make_lane(manager, period, classroom)

    notice = services.publish_period(actor=manager, period=period).notice

    assert notice and said in notice.words("en")["body"]
    assert all("お話しましょう。" in notice.words(language)["body"] for language in ("ja", "easy", "en"))
