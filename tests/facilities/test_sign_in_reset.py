"""Back in without phone or password takes two people at the desk and a code on paper."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import User, UserSession
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import Facility, Guardian, Role, SignInReset
from tests import factories
from tests.accounts.second_factor import give_app
from tests.facilities.colleagues import signed_in_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles", "_english")]
NETWORK = "192.0.2.9"


@pytest.fixture
def second_manager(facility: Facility) -> User:
    return factories.make_staff(Role.MANAGER, facility, name="西村 恵")


def test_two_people_end_the_old_sign_in_and_print_a_code(
    manager: User, second_manager: User, teacher: User
) -> None:
    give_app(teacher)
    signed_in_session(teacher)
    reset = services.start_reset(actor=manager, user=teacher)
    assert Authenticator.objects.filter(user=teacher).exists()

    made = services.confirm_reset(actor=second_manager, reset=reset)

    assert not Authenticator.objects.filter(user=teacher).exists()
    assert not UserSession.objects.filter(user=teacher).exists()
    found = services.find_sign_in_code(typed=made.code, network=NETWORK)
    assert isinstance(found, SignInReset)
    user = services.use_reset(reset=found, password=factories.PASSWORD)
    assert user == teacher
    assert user.check_password(factories.PASSWORD)
    with pytest.raises(DomainError, match="opens nothing"):
        services.use_reset(reset=found, password=factories.PASSWORD)


def test_the_same_person_is_never_both(manager: User, teacher: User) -> None:
    reset = services.start_reset(actor=manager, user=teacher)

    with pytest.raises(NotAllowed, match="second person"):
        services.confirm_reset(actor=manager, reset=reset)

    assert services.start_reset(actor=manager, user=teacher) == reset
    reset.refresh_from_db()
    assert reset.confirmed_at is None


def test_only_one_person_sees_the_code(
    manager: User, second_manager: User, office: User, teacher: User
) -> None:
    reset = services.start_reset(actor=manager, user=teacher)
    services.confirm_reset(actor=second_manager, reset=reset)

    with pytest.raises(Conflict, match="already"):
        services.confirm_reset(actor=office, reset=reset)


def test_nobody_resets_herself(manager: User, second_manager: User) -> None:
    with pytest.raises(NotAllowed):
        services.start_reset(actor=manager, user=manager)
    reset = services.start_reset(actor=second_manager, user=manager)
    with pytest.raises(NotAllowed):
        services.confirm_reset(actor=manager, reset=reset)


def test_what_waited_a_day_is_over(manager: User, second_manager: User, teacher: User) -> None:
    reset = services.start_reset(actor=manager, user=teacher)
    SignInReset.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(DomainError, match="too long"):
        services.confirm_reset(actor=second_manager, reset=reset)

    assert services.start_reset(actor=second_manager, user=teacher) != reset


def test_a_code_taken_back_opens_nothing(manager: User, second_manager: User, teacher: User) -> None:
    made = services.confirm_reset(
        actor=second_manager, reset=services.start_reset(actor=manager, user=teacher)
    )

    services.cancel_reset(actor=manager, reset=made.reset)

    with pytest.raises(DomainError, match="opens nothing"):
        services.find_sign_in_code(typed=made.code, network=NETWORK)


def test_a_manager_resets_no_central_account_and_no_stranger(
    manager: User, office: User, other_teacher: User, other_manager: User
) -> None:
    with pytest.raises((NotAllowed, NotVisible)):
        services.start_reset(actor=manager, user=office)
    with pytest.raises(NotVisible):
        services.start_reset(actor=manager, user=other_manager)
    with pytest.raises((NotAllowed, NotVisible)):
        services.start_reset(actor=other_manager, user=other_teacher)


def test_an_account_that_opens_more_is_the_central_offices(
    manager: User, office: User, teacher: User, other_facility: Facility
) -> None:
    from tests.facilities.colleagues import member_of, today

    services.add_post(
        actor=office, member=member_of(teacher), role=Role.TEACHER, facility=other_facility, starts_on=today()
    )

    with pytest.raises(NotAllowed):
        services.start_reset(actor=manager, user=teacher)


def test_a_guardian_is_helped_at_her_nursery_by_two_keepers(
    manager: User, second_manager: User, teacher: User, other_manager: User, guardian: Guardian
) -> None:
    assert guardian.user
    for stranger in (teacher, other_manager):
        with pytest.raises((NotAllowed, NotVisible)):
            services.start_reset(actor=stranger, user=guardian.user)

    reset = services.start_reset(actor=manager, user=guardian.user)
    made = services.confirm_reset(actor=second_manager, reset=reset)
    found = services.find_sign_in_code(typed=made.code, network=NETWORK)
    assert isinstance(found, SignInReset)

    assert services.use_reset(reset=found, password=factories.PASSWORD) == guardian.user


def test_a_guardian_of_elsewhere_is_not_there(manager: User, outsider: Guardian) -> None:
    assert outsider.user
    with pytest.raises(NotVisible):
        services.start_reset(actor=manager, user=outsider.user)
