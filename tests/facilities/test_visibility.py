"""Which children anybody may see: the root that everything else refers to."""

from collections.abc import Callable

import pytest

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from facilities.topics import classroom_topic, facility_topic, organisation_topic, topics_of
from tests import factories

pytestmark = pytest.mark.django_db

SEES = {
    "guardian": True,
    "co_guardian": True,
    "separated_guardian": True,
    "relative": True,
    "blocked_guardian": False,
    "expired_guardian": False,
    "outsider": False,
    "teacher": True,
    "other_teacher": False,
    "manager": True,
    "other_manager": False,
    "ex_staff": False,
    "office": False,
    "approver": False,
    "reader": False,
    "auditor": False,
}


@pytest.mark.parametrize(("kind", "sees"), SEES.items())
def test_each_kind_of_person_sees_the_child_or_not(
    kind: str, sees: bool, child: Child, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(kind)
    user: User = person.user if isinstance(person, Guardian) else person

    assert Child.objects.visible_to(user).filter(pk=child.pk).exists() is sees


@pytest.mark.parametrize("kind", [kind for kind, sees in SEES.items() if sees])
def test_an_account_that_was_switched_off_sees_nothing(
    kind: str, child: Child, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(kind)
    user: User = person.user if isinstance(person, Guardian) else person
    user.is_active = False

    assert not Child.objects.visible_to(user).exists()
    assert not Facility.objects.visible_to(user).exists()


def test_a_guardian_hears_the_topics_of_her_childs_class(
    guardian: Guardian, child: Child, classroom: Classroom, facility: Facility
) -> None:
    topics = topics_of(guardian.user)

    assert {classroom_topic(classroom.pk), facility_topic(facility.pk)} <= set(topics)
    assert organisation_topic(facility.organisation_id) in topics


def test_a_blocked_guardian_hears_nothing(blocked_guardian: Guardian) -> None:
    assert topics_of(blocked_guardian.user) == ()


def test_a_household_does_not_hear_the_other_household_of_a_shared_child(
    guardian: Guardian, separated_guardian: Guardian
) -> None:
    mine = {topic for topic in topics_of(guardian.user) if topic.startswith("h:")}
    theirs = {topic for topic in topics_of(separated_guardian.user) if topic.startswith("h:")}

    assert mine.isdisjoint(theirs)


def test_moving_to_another_class_changes_what_a_teacher_sees(
    child: Child, teacher: User, other_teacher: User, other_classroom: Classroom
) -> None:
    from facilities.models import Enrolment

    Enrolment.objects.filter(child=child).update(classroom=other_classroom)

    assert not Child.objects.visible_to(teacher).exists()
    assert Child.objects.visible_to(other_teacher).exists()


def test_making_the_list_costs_one_query(
    guardian: Guardian, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(20):
        factories.grant(guardian, factories.make_child(child_room(guardian)))

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert len(Child.objects.visible_to(guardian.user)) == 21


def child_room(guardian: Guardian) -> Classroom:
    return (
        Classroom.objects.filter(enrolments__child__grants__guardian=guardian).first()
        or factories.make_classroom()
    )
