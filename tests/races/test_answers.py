"""Everybody of one family answers the same survey at the same moment."""

from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import User
from backend.errors import Conflict
from facilities.models import Facility, Guardian
from surveys.models import Answer, Participation, ParticipationChange, Response, Survey
from surveys.services import submit_answers
from surveys.units import UnitKey
from tests.races.together import together
from tests.surveys.asking import make_asking

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 64


def acts(survey: Survey, guardian: Guardian, *people: Guardian) -> list[Callable[[], Participation]]:
    """Half of the phones say one thing, half another."""
    unit = UnitKey(household_id=guardian.household_id)
    users = [one.user for one in (guardian, *people) if one.user]
    said: list[dict[str, object]] = [{"q1": "1", "q2": "2"}, {"q1": "2", "q3": ["1"]}]
    return [
        partial(
            submit_answers,
            actor=users[number % len(users)],
            survey=survey,
            unit=unit,
            answers=said[number % 2],
        )
        for number in range(THREADS)
    ]


def test_a_family_has_one_answer_and_every_earlier_one_is_written_down(
    manager: User, facility: Facility, guardian: Guardian, co_guardian: Guardian
) -> None:
    survey = make_asking(manager, facility)

    results = together(*acts(survey, guardian, co_guardian))

    assert not [result for result in results if isinstance(result, Exception)]
    row = Participation.objects.get()
    assert row.version == ParticipationChange.objects.count() < THREADS
    assert Response.objects.count() == 1
    assert Answer.objects.filter(response=row.response).count() == 3
    survey.refresh_from_db()
    assert survey.first_answer_at is not None


def test_without_a_name_one_is_taken_and_all_others_are_told(
    manager: User, facility: Facility, guardian: Guardian, co_guardian: Guardian
) -> None:
    survey = make_asking(manager, facility, is_anonymous=True, may_edit=False)

    results = together(*acts(survey, guardian, co_guardian))

    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == THREADS - 1
    assert all(isinstance(result, Conflict) and result.code == "answered" for result in refused)
    assert Participation.objects.count() == Response.objects.count() == 1
