"""Two people at the same moment: heads who leave, the second of two, one code."""

import pytest

from accounts.models import User
from backend.errors import DomainError
from facilities import services
from facilities.models import Facility, Invitation, Organisation, Role, SignInReset, StaffPost
from facilities.services.recovery import ResetCode
from tests import factories
from tests.facilities.colleagues import invite, post_of
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_managers_who_leave_together_leave_one(office: User, manager: User, facility: Facility) -> None:
    other = factories.make_staff(Role.MANAGER, facility, name="西村 恵")
    posts = [post_of(manager), post_of(other)]

    answers = together(*(lambda post=post: services.end_post(actor=office, post=post) for post in posts))

    assert sorted(type(answer).__name__ for answer in answers) == ["DomainError", "NoneType"]
    assert StaffPost.objects.filter(facility=facility, role=Role.MANAGER, ends_on=None).count() == 1


def test_of_two_who_confirm_a_reset_one_sees_a_code(
    office: User, approver: User, manager: User, teacher: User
) -> None:
    reset = services.start_reset(actor=manager, user=teacher)

    answers = together(
        *(lambda who=who: services.confirm_reset(actor=who, reset=reset) for who in (office, approver))
    )

    assert sum(isinstance(answer, ResetCode) for answer in answers) == 1
    assert SignInReset.objects.filter(confirmed_at__isnull=False).count() == 1


def test_two_desks_that_start_at_once_start_one(office: User, manager: User, teacher: User) -> None:
    answers = together(
        *(lambda who=who: services.start_reset(actor=who, user=teacher) for who in (office, manager))
    )

    assert len({getattr(answer, "pk", answer) for answer in answers}) == 1


def test_one_code_makes_one_account(
    office: User, manager: User, organisation: Organisation, facility: Facility
) -> None:
    invited = invite(manager, organisation, facility=facility)
    found = services.find_sign_in_code(typed=invited.code, network="192.0.2.3")
    assert isinstance(found, Invitation)

    answers = together(
        *(
            lambda login=login: services.join_staff(
                invitation=found, login=login, password=factories.PASSWORD
            )
            for login in ("one", "two")
        )
    )

    assert sum(isinstance(answer, DomainError) for answer in answers) == 1
    assert User.objects.filter(login__in=["one", "two"]).count() == 1
