"""Every screen of surveys and the calendar: axe, both languages, a narrow phone, text twice as large."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from surveys import services
from surveys.models import Event, Survey
from tests.browser.people import PC, PHONE, Person
from tests.browser.test_screens import AXE, english_on, stands_out, wrong_by_axe
from tests.surveys.asking import make_asking
from tests.surveys.meeting_world import make_lane, make_period, slots_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
OF_SURVEY = ("office_survey_write", "office_survey_answered", "office_survey_results")


@pytest.fixture
def event(manager: User, facility: Facility, guardian: Guardian) -> Event:
    day = timezone.localdate()
    made = services.save_event(
        actor=manager,
        organisation=facility.organisation,
        facility=facility,
        title="夕涼み会（雨の日はホールで行います）",
        starts_on=day,
        ends_on=day,
        bring="うちわ\n水筒",
        asks_reply=True,
        reply_by=timezone.now() + timedelta(days=2),
        companions_most=4,
    )
    return services.publish_event(actor=manager, event=made)


@pytest.fixture
def survey(manager: User, facility: Facility, guardian: Guardian) -> Survey:
    return make_asking(manager, facility)


@pytest.fixture
def meetings(manager: User, facility: Facility, classroom: Classroom, guardian: Guardian) -> list[str]:
    """The family's pages of meetings: one with a time, one that asks for wishes, one to choose in."""
    booked, wished, open_one = (
        make_period(manager, facility, mode=mode) for mode in ("first", "wishes", "first")
    )
    for period in (booked, wished, open_one):
        make_lane(manager, period, classroom, room="ゆり組のとなりの面談室")
    child = Child.objects.get(grants__guardian=guardian)
    services.book_slot(actor=guardian.user, slot=slots_of(booked)[0], child=child)
    pages = [reverse("guardian_meeting", args=[period.pk]) for period in (booked, wished, open_one)]
    confirming = reverse("guardian_meeting_slot", args=[open_one.pk, child.pk, slots_of(open_one)[1].pk])
    month = f"{reverse('guardian_calendar')}?m={booked.starts_on:%Y-%m}"
    more = [f"{pages[0]}?for={child.pk}&{act}" for act in ("change", "cancel")]
    return [reverse("guardian_meetings"), *pages, *more, confirming, month]


def addresses(survey: Survey, event: Event, *, office: bool) -> list[str]:
    if office:
        own = [reverse(name, args=[survey.pk]) for name in OF_SURVEY]
        of_event = [reverse(name, args=[event.pk]) for name in ("office_event", "office_event_edit")]
        return [
            *map(reverse, ("office_surveys", "office_events", "office_event_new", "office_event_copy")),
            *own,
            *of_event,
        ]
    whole = ("guardian_surveys", "guardian_calendar", "guardian_feed")
    return [
        *map(reverse, whole),
        reverse("guardian_survey", args=[survey.pk]),
        reverse("guardian_event", args=[event.pk]),
    ]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("who", ["guardian", "manager"])
def test_axe_finds_nothing_nothing_overflows_and_japanese_pages_are_japanese(
    arrive: Arrive, survey: Survey, event: Event, request: pytest.FixtureRequest, who: str, language: str
) -> None:
    someone = request.getfixturevalue(who)
    pages = addresses(survey, event, office=who == "manager")

    assert not wrong_on(arrive, someone, pages, language, is_office=who == "manager")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_on_a_familys_meetings_and_nothing_overflows(
    arrive: Arrive, meetings: list[str], guardian: Guardian, language: str
) -> None:
    assert not wrong_on(arrive, guardian, meetings, language, is_office=False)


def wrong_on(
    arrive: Arrive, someone: Guardian | User, pages: list[str], language: str, *, is_office: bool
) -> list[str]:
    """What axe, a narrow phone and a reader of Japanese find on these pages."""
    user = someone.user if isinstance(someone, Guardian) else someone
    assert user
    User.objects.filter(pk=user.pk).update(language=language)
    person = arrive(user, language=language, size=PC if is_office else PHONE)
    wrong: list[str] = []
    for address in pages:
        person.open(address)
        person.page.evaluate(AXE)
        wrong += wrong_by_axe(person.page)
        wrong += english_on(person.page) if language == "ja" else []
        if not is_office:
            person.page.set_viewport_size({"width": 320, "height": 640})
            wrong += [f"320: {address}"] if stands_out(person.page) else []
            person.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    return sorted(set(wrong))
