"""What is prepared says what the rule says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from facilities.acting import acting_on
from facilities.models import Child, Facility, Guardian, StaffPost
from facilities.selectors.seen import child_seen, facility_seen
from tests import factories

pytestmark = pytest.mark.django_db


def agree(user: User, facility: Facility, child: Child) -> tuple[bool, bool]:
    """Whether she sees the facility and the child, in both ways alike."""
    there = facility_seen(user, facility.pk), child_seen(user, child.pk)
    rule = (
        Facility.objects.visible_to(user).filter(pk=facility.pk).first(),
        Child.objects.visible_to(user).filter(pk=child.pk).first(),
    )
    assert there == rule
    return there[0] is not None, there[1] is not None


def test_staff_and_family_see_their_own(
    teacher: User, guardian: Guardian, facility: Facility, child: Child
) -> None:
    assert agree(teacher, facility, child) == (True, True)
    assert guardian.user
    assert agree(guardian.user, facility, child) == (True, True)


def test_a_stranger_sees_neither(facility: Facility, child: Child) -> None:
    assert agree(factories.make_user(), facility, child) == (False, False)


def test_at_a_tablet_of_another_facility_she_sees_neither(
    teacher: User, facility: Facility, child: Child
) -> None:
    other = factories.make_facility(facility.organisation)
    with acting_on(None, other.pk):
        assert agree(teacher, facility, child) == (False, False)
    with acting_on(None, facility.pk):
        assert agree(teacher, facility, child) == (True, True)


def test_a_post_that_ended_shows_nothing(teacher: User, facility: Facility, child: Child) -> None:
    StaffPost.objects.filter(member__user=teacher).update(ends_on=timezone.localdate() - timedelta(days=1))

    assert agree(teacher, facility, child) == (False, False)


def test_an_account_that_is_switched_off_sees_nothing(
    teacher: User, facility: Facility, child: Child
) -> None:
    teacher.is_active = False

    assert agree(teacher, facility, child) == (False, False)
