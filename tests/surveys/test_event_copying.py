"""Last year's calendar once more, as drafts."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from facilities.models import Classroom, Facility, Guardian, Organisation
from surveys import services
from surveys.models import Event
from surveys.selectors.event_years import copy_key, same_date, same_weekday
from tests import factories
from tests.conftest import MORNING, SignIn
from tests.surveys.test_events import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]
AUTUMN = date(2026, 10, 10)  # a Saturday


def copy(actor: User, facility: Facility, *events: Event, year: int = 2026, days: int = 364) -> int:
    copies = [services.Copy(event.pk, event.starts_on + timedelta(days=days)) for event in events]
    return services.copy_events(
        actor=actor, organisation=facility.organisation, facility=facility, year=year, copies=copies
    )


@pytest.fixture
def sports(manager: User, facility: Facility) -> Event:
    return make_event(
        manager,
        facility,
        title="運動会",
        starts_on=AUTUMN,
        ends_on=AUTUMN + timedelta(days=1),
        bring="水筒",
        asks_reply=True,
        reply_by=MORNING + timedelta(days=2),
        companions_most=4,
    )


def test_the_days_of_the_next_year() -> None:
    assert same_weekday(AUTUMN, 2027) == date(2027, 10, 9)
    assert same_weekday(date(2026, 4, 1), 2027) == date(2027, 4, 7)
    assert (same_date(AUTUMN), same_date(date(2028, 2, 29))) == (date(2027, 10, 10), date(2029, 2, 28))


def test_a_copy_is_a_draft_with_the_same_words_on_its_new_days(
    manager: User, facility: Facility, sports: Event, guardian: Guardian
) -> None:
    assert copy(manager, facility, sports) == 1

    new = Event.objects.exclude(pk=sports.pk).get()
    assert (new.title, new.bring, new.companions_most, new.asks_reply) == ("運動会", "水筒", 4, True)
    assert (new.starts_on, new.ends_on) == (date(2027, 10, 9), date(2027, 10, 10))
    assert new.reply_by == MORNING + timedelta(days=2 + 364)
    assert not new.is_published and new.notice is None and new.author == manager
    assert not new.replies.exists() and not new.files.exists()


def test_copied_twice_it_is_there_once_also_after_it_was_moved(
    manager: User, facility: Facility, sports: Event
) -> None:
    copy(manager, facility, sports)
    Event.objects.exclude(pk=sports.pk).update(starts_on=date(2027, 10, 2))

    assert copy(manager, facility, sports) == 0
    assert Event.objects.count() == 2


def test_its_classes_are_those_of_the_same_name_or_else_the_children_of_that_age(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    event = make_event(manager, facility, starts_on=AUTUMN, ends_on=AUTUMN, classrooms=[classroom.pk])
    early = make_event(manager, facility, starts_on=AUTUMN, ends_on=AUTUMN, classrooms=[classroom.pk])
    copy(manager, facility, early)
    later = factories.make_classroom(
        facility, name=classroom.name, age=classroom.age, school_year=classroom.school_year + 1
    )

    copy(manager, facility, event)

    without, named = (Event.objects.get(pk=copy_key(one.pk, 2027)) for one in (early, event))
    assert (list(without.classrooms.all()), without.ages) == ([], [classroom.age])
    assert ([one.classroom for one in named.classrooms.all()], named.ages) == ([later], [])


def test_what_is_not_of_this_place_and_year_is_not_copied(
    manager: User, office: User, organisation: Organisation, facility: Facility, other_facility: Facility
) -> None:
    central = make_event(office, organisation, starts_on=AUTUMN, ends_on=AUTUMN)
    draft = make_event(manager, facility, published=False, starts_on=AUTUMN, ends_on=AUTUMN)
    menu = make_event(manager, facility, kind="menu", starts_on=AUTUMN, ends_on=AUTUMN)
    older = make_event(manager, facility, starts_on=date(2026, 3, 30), ends_on=date(2026, 3, 30))

    for event in (central, draft, menu, older):
        with pytest.raises(Conflict):
            copy(manager, facility, event)
    with pytest.raises(NotVisible):
        services.copy_events(actor=manager, organisation=organisation, facility=None, year=2026, copies=[])
    assert Event.objects.count() == 4


def test_a_day_outside_the_new_year_is_refused_with_its_name(
    manager: User, facility: Facility, sports: Event
) -> None:
    with pytest.raises(DomainError, match="運動会: choose a day of the new school year"):
        copy(manager, facility, sports, days=10)
    assert Event.objects.count() == 1


def test_the_page_names_both_days_flags_holidays_and_copies_what_is_ticked(
    manager: User, facility: Facility, sports: Event, signed_in: SignIn
) -> None:
    closed = make_event(
        manager,
        facility,
        kind="closed",
        title="年末休み",
        starts_on=date(2026, 12, 29),
        ends_on=date(2026, 12, 31),
    )
    holiday = make_event(
        manager, facility, title="発表会", starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24)
    )
    User.objects.filter(pk=manager.pk).update(language="en")
    client = signed_in(User.objects.get(pk=manager.pk))
    client.cookies["language"] = "en"
    address = reverse("office_event_copy")

    page = client.get(address).content.decode()
    sent = {
        "year": "2026",
        "use": [closed.pk, holiday.pk],
        f"how_{closed.pk}": "date",
        f"how_{holiday.pk}": "weekday",
    }
    answer = client.post(address, sent, follow=True).content.decode()

    assert "勤労感謝の日" in page and '<option value="date" selected>' in page
    assert "2 events were copied as drafts" in answer
    days = Event.objects.filter(starts_on__gte=date(2027, 4, 1)).values_list("title", "starts_on")
    assert dict(days) == {"年末休み": date(2027, 12, 29), "発表会": date(2027, 11, 23)}
    assert "2 events were copied" not in client.post(address, sent, follow=True).content.decode()
    assert Event.objects.count() == 5


def test_a_typed_day_that_is_a_holiday_is_asked_about_once(
    manager: User, facility: Facility, sports: Event, signed_in: SignIn
) -> None:
    client, address = signed_in(manager), reverse("office_event_copy")
    sent = {"year": "2026", "use": [sports.pk], f"day_{sports.pk}": "2027-11-03"}

    asked = client.post(address, sent)
    assert asked.status_code == 422 and "文化の日" in asked.content.decode()
    assert Event.objects.count() == 1

    client.post(address, sent | {"seen": f"{sports.pk}:2027-11-03"})
    assert Event.objects.filter(starts_on=date(2027, 11, 3)).exists()


@pytest.mark.parametrize("typed", ["2027-13-40", "あした"])
def test_what_is_no_day_is_said_and_nothing_is_copied(
    manager: User, facility: Facility, sports: Event, signed_in: SignIn, typed: str
) -> None:
    answer = signed_in(manager).post(
        reverse("office_event_copy"), {"use": [sports.pk], f"day_{sports.pk}": typed}
    )

    assert answer.status_code == 422
    assert Event.objects.count() == 1


def test_in_april_the_year_that_ended_comes_into_the_one_that_began(
    manager: User, facility: Facility, sports: Event, signed_in: SignIn
) -> None:
    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=MORNING.tzinfo), tick=False):
        page = signed_in(manager).get(reverse("office_event_copy")).content.decode()

    assert "運動会" in page
