"""Reminding the silent: once at each time, on the last morning, never who has answered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import Facility, Guardian, Organisation, StaffMember
from notices.models import Delivery, Notice
from notices.services import mark_answered
from surveys import services
from surveys.models import Survey, SurveyReminder
from surveys.services.reminders import last_morning
from tests import factories
from tests.conftest import MORNING

pytestmark = pytest.mark.usefixtures("_english")


@pytest.fixture
def survey(
    clock: object, manager: User, organisation: Organisation, facility: Facility, guardian: Guardian
) -> Survey:
    """Open until six in the evening of the day after tomorrow."""
    ends = MORNING.replace(hour=18) + timedelta(days=2)
    survey = factories.open_survey(
        manager, factories.make_survey(manager, organisation, facility, closes_at=ends)
    )
    Delivery.objects.filter(notice=survey.notice_id).update(state="handed_over")
    return survey


def rounds(survey: Survey) -> int:
    return Notice.objects.get(survey=survey).reminded


def test_the_button_reminds_and_a_second_tap_does_not(survey: Survey, manager: User) -> None:
    assert services.remind_silent(actor=manager, survey=survey) == 1
    with pytest.raises(Conflict, match="nobody was reminded again"):
        services.remind_silent(actor=manager, survey=survey)

    assert rounds(survey) == 1


def test_who_has_answered_is_not_reminded(survey: Survey, manager: User, guardian: Guardian) -> None:
    assert survey.notice_id
    mark_answered(notice_id=survey.notice_id, household_id=guardian.household_id, at=timezone.now())

    assert services.remind_silent(actor=manager, survey=survey) == 0


def test_on_the_last_morning_they_are_reminded_once(survey: Survey, clock: object) -> None:
    clock.move_to(MORNING + timedelta(days=2, minutes=-20))  # type: ignore[attr-defined] # ten to eight
    services.remind_due()
    assert rounds(survey) == 0
    clock.move_to(MORNING + timedelta(days=2))  # type: ignore[attr-defined]
    services.remind_due()
    services.remind_due()

    assert rounds(survey) == 1
    assert SurveyReminder.objects.get(survey=survey).told == 1


def test_of_a_survey_that_ends_at_midnight_the_day_before_is_the_last(survey: Survey) -> None:
    survey.closes_at = MORNING.replace(hour=0, minute=0) + timedelta(days=3)

    at = last_morning(survey)

    assert at and timezone.localtime(at).isoformat() == "2026-11-27T08:00:00+09:00"


def test_at_the_chosen_times_they_are_reminded_once_each(
    survey: Survey, manager: User, clock: object
) -> None:
    times = [MORNING + timedelta(hours=5), MORNING + timedelta(hours=9)]
    services.set_reminders(actor=manager, survey=survey, times=times)
    clock.move_to(times[0] + timedelta(minutes=1))  # type: ignore[attr-defined]

    assert [services.remind_due(), services.remind_due()] == [1, 0]


def test_times_in_the_past_or_after_the_end_are_refused(survey: Survey, manager: User) -> None:
    assert survey.closes_at
    for at in (MORNING - timedelta(hours=1), survey.closes_at):
        with pytest.raises(DomainError):
            services.set_reminders(actor=manager, survey=survey, times=[at])


def test_a_closed_survey_reminds_nobody(survey: Survey, manager: User, clock: object) -> None:
    services.set_reminders(actor=manager, survey=survey, times=[MORNING + timedelta(hours=1)])
    clock.shift(timedelta(minutes=5))  # type: ignore[attr-defined]
    services.close_survey(actor=manager, survey=survey)
    clock.shift(timedelta(hours=2))  # type: ignore[attr-defined]

    assert services.remind_due() == 0
    with pytest.raises(Conflict):
        services.remind_silent(actor=manager, survey=survey)


def test_teachers_remind_nobody_and_list_nobody(survey: Survey, teacher: User) -> None:
    for act in (
        lambda: services.remind_silent(actor=teacher, survey=survey),
        lambda: services.set_reminders(actor=teacher, survey=survey, times=[]),
        lambda: services.set_viewers(actor=teacher, survey=survey, members=[]),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_only_people_of_the_place_are_listed_as_readers(
    survey: Survey, manager: User, teacher: User, other_manager: User
) -> None:
    hers = StaffMember.objects.get(user=teacher)
    services.set_viewers(actor=manager, survey=survey, members=[hers.pk])
    with pytest.raises(NotVisible):
        stranger = StaffMember.objects.get(user=other_manager)
        services.set_viewers(actor=manager, survey=survey, members=[stranger.pk])

    assert [one.member for one in survey.viewers.all()] == [hers]
