"""Two at the same moment: editors, publishers, reminders, and the first answer against a change of structure."""

from functools import partial

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.models import Facility, Guardian, Organisation
from notices.models import Delivery, Notice
from surveys import services
from surveys.models import Answer, Kind, Survey
from surveys.selectors.asking import drafts_of
from surveys.structure import QuestionDraft
from surveys.units import UnitKey
from tests import factories
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_editors_one_is_told(
    manager: User, keeper: User, organisation: Organisation, facility: Facility
) -> None:
    survey = factories.make_survey(manager, organisation, facility)
    place = {"organisation": organisation, "facility": facility, "version": survey.version}

    results = together(
        partial(
            services.save_survey, actor=manager, survey=Survey.objects.get(pk=survey.pk), title="夏", **place
        ),
        partial(
            services.save_survey, actor=keeper, survey=Survey.objects.get(pk=survey.pk), title="冬", **place
        ),
    )

    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert Survey.objects.get(pk=survey.pk).version == survey.version + 1


def test_two_publishers_ask_once(
    manager: User, keeper: User, organisation: Organisation, facility: Facility, guardian: Guardian
) -> None:
    survey = factories.make_survey(manager, organisation, facility)

    results = together(
        *[
            partial(services.publish_survey, actor=actor, survey=Survey.objects.get(pk=survey.pk))
            for actor in (manager, keeper)
        ]
    )

    assert not [result for result in results if isinstance(result, Exception)]
    assert Notice.objects.get(survey=survey).published_by in (manager, keeper)


def test_two_taps_on_remind_are_one_reminder(
    manager: User, organisation: Organisation, facility: Facility, guardian: Guardian
) -> None:
    survey = factories.open_survey(manager, factories.make_survey(manager, organisation, facility))
    Delivery.objects.update(state="handed_over")

    results = together(
        *[
            partial(services.remind_silent, actor=manager, survey=Survey.objects.get(pk=survey.pk))
            for _tap in range(2)
        ]
    )

    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
    assert Notice.objects.get(survey=survey).reminded == 1


def test_a_first_answer_and_a_change_of_structure_never_cross(
    manager: User, organisation: Organisation, facility: Facility, guardian: Guardian
) -> None:
    survey = factories.open_survey(manager, factories.make_survey(manager, organisation, facility))
    assert guardian.user
    first, second = drafts_of(survey)

    answered, changed = together(
        partial(
            services.submit_answers,
            actor=guardian.user,
            survey=Survey.objects.get(pk=survey.pk),
            unit=UnitKey(household_id=guardian.household_id),
            answers={"q1": ["2"]},
        ),
        partial(
            services.save_questions,
            actor=manager,
            survey=Survey.objects.get(pk=survey.pk),
            version=survey.version,
            questions=[QuestionDraft(Kind.SHORT, "一言"), first, second],
        ),
    )

    codes = set(Survey.objects.get(pk=survey.pk).questions.values_list("code", flat=True))
    assert not isinstance(answered, Exception) or isinstance(answered, DomainError)
    assert codes == ({"q1", "q2"} if isinstance(changed, Conflict) else {"q1", "q2", "q3"})
    assert set(Answer.objects.values_list("question__code", flat=True)) <= codes
