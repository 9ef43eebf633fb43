"""Two people, one sheet: one of them joins."""

from functools import partial

import pytest

from accounts.models import User
from backend.errors import DomainError
from facilities import services
from facilities.models import Child, Facility, Guardian, Household, Invitation
from facilities.services import Newcomer
from tests import factories
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parents(child: Child, household: Household) -> list[Guardian]:
    make = partial(factories.make_guardian, child, household, user=None)
    return [make(name="髙橋 沙織", call_order=1), make(name="髙橋 大輔", relation="father", call_order=2)]


def opens(invitation: Invitation, login: str) -> partial[User]:
    return partial(
        services.open_account,
        invitation_id=invitation.pk,
        newcomer=Newcomer(login),
        login=login,
        password=factories.PASSWORD,
        language="ja",
    )


def test_one_sheet_at_the_same_second_opens_for_one_of_two(
    manager: User, facility: Facility, parents: list[Guardian]
) -> None:
    services.make_sheets(actor=manager, facility=facility)
    sheet = Invitation.objects.get(guardian=parents[0])

    results = together(opens(sheet, "first"), opens(sheet, "second"))

    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert sum(isinstance(result, User) for result in results) == 1
    assert User.objects.filter(login__in=["first", "second"]).count() == 1


def test_two_parents_with_a_sheet_each_both_join_at_the_same_second(
    manager: User, facility: Facility, parents: list[Guardian], child: Child
) -> None:
    services.make_sheets(actor=manager, facility=facility)
    first, second = (Invitation.objects.get(guardian=one) for one in parents)

    results = together(opens(first, "mother"), opens(second, "father"))

    assert all(isinstance(result, User) for result in results)
    assert Guardian.objects.filter(user__isnull=False, household=parents[0].household).count() == 2
    assert Child.objects.count() == 1


def test_two_people_printing_one_class_make_one_sheet_an_adult(
    manager: User, office: User, facility: Facility, parents: list[Guardian]
) -> None:
    results = together(
        partial(services.make_sheets, actor=manager, facility=facility),
        partial(services.make_sheets, actor=office, facility=facility),
    )

    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert Invitation.objects.open().count() == 2
