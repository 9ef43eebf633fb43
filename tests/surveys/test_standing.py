"""Who was asked and who has answered: counted once each, by place, by name only for who keeps the family."""

import pytest
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Facility, Guardian, Organisation
from notices.models import Recipient
from surveys.models import Participation, Survey, Unit
from surveys.selectors.reach import places_followed, silent_rows
from surveys.selectors.silent import standing
from tests import factories

pytestmark = pytest.mark.usefixtures("_english")


def answer(survey: Survey, guardian: Guardian, by: User) -> Participation:
    """A row as the first answer leaves it."""
    Survey.objects.filter(pk=survey.pk).update(first_answer_at=timezone.now())
    survey.refresh_from_db()
    facility = survey.facility or Facility.objects.in_order()[0]
    return Participation.objects.create(
        survey=survey, facility=facility, household=guardian.household, answered_by=by
    )


def test_a_family_of_two_facilities_counts_once_and_answers_for_both(
    office: User, organisation: Organisation, facility: Facility, other_facility: Facility, guardian: Guardian
) -> None:
    sister = factories.make_child(factories.make_classroom(other_facility))
    factories.grant(guardian, sister)
    survey = factories.open_survey(office, factories.make_survey(office, organisation))
    assert (standing(survey).asked, standing(survey).answered) == (1, 0)
    answer(survey, guardian, office)

    found = standing(survey)
    assert (found.asked, found.answered, found.percent) == (1, 1, 100)
    assert [(one.asked, one.answered) for one in found.facilities] == [(1, 1), (1, 1)]
    assert standing(survey, [facility.pk]).asked == 1


def test_children_and_guardians_are_counted_by_their_own_answers(
    manager: User, organisation: Organisation, facility: Facility, child: Child, guardian: Guardian,
    co_guardian: Guardian, relative: Guardian, blocked_guardian: Guardian, classroom: object,
) -> None:  # fmt: skip
    brother = factories.make_child(child.enrolments.get().classroom)
    factories.grant(guardian, brother)
    by_child = factories.make_survey(manager, organisation, facility, unit=Unit.CHILD)
    by_guardian = factories.make_survey(manager, organisation, facility, unit=Unit.GUARDIAN)

    assert standing(factories.open_survey(manager, by_child)).asked == 2
    assert standing(factories.open_survey(manager, by_guardian)).asked == 2


def test_staff_are_asked_without_a_word_to_families(
    manager: User, teacher: User, organisation: Organisation, facility: Facility, guardian: Guardian
) -> None:
    survey = factories.make_survey(manager, organisation, facility, unit=Unit.STAFF)
    factories.open_survey(manager, survey)

    assert standing(survey).asked == 2
    assert not Recipient.objects.filter(notice=survey.notice_id).exists()


def test_numbers_and_names_are_of_the_facilities_she_follows(
    office: User, reader: User, manager: User, teacher: User, organisation: Organisation, facility: Facility,
    other_facility: Facility, guardian: Guardian,
) -> None:  # fmt: skip
    elsewhere = factories.make_guardian(factories.make_child(factories.make_classroom(other_facility)))
    survey = factories.open_survey(office, factories.make_survey(office, organisation))

    assert places_followed(reader, survey) is None
    assert places_followed(teacher, survey) == [facility.pk]
    households = [{row.household_id for row in silent_rows(one, survey) or ()} for one in (office, manager)]
    assert households == [{guardian.household_id, elsewhere.household_id}, {guardian.household_id}]
    assert silent_rows(reader, survey) is None and silent_rows(teacher, survey) is None
