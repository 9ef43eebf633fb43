"""Who leaves is out at once, everywhere; who is also a parent keeps her family."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.utils import timezone

from accounts.models import User, UserSession
from backend.errors import DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import (
    Device,
    Facility,
    Guardian,
    Invitation,
    Organisation,
    Pairing,
    Role,
    StaffMember,
    StaffPin,
    StaffPost,
)
from notices.models import PushSubscription
from tests import factories
from tests.facilities.colleagues import invite, member_of, signed_in_session, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
DAY = timedelta(days=1)


@pytest.fixture
def busy_teacher(teacher: User, facility: Facility, manager: User) -> User:
    """Signed in twice, with a PIN, acting on a tablet, notified on her phone."""
    signed_in_session(teacher)
    signed_in_session(teacher)
    member = member_of(teacher)
    StaffPin.objects.create(member=member, pin_hash="x")
    Device.objects.create(
        organisation_id=facility.organisation_id, facility=facility, name="うさぎ", secret_hash="a" * 64,
        paired_by=manager, acting=member, acting_until=timezone.now() + timedelta(minutes=5),
    )  # fmt: skip
    factories.make_subscription(teacher)
    return teacher


def test_leaving_at_once_ends_everything(
    manager: User, busy_teacher: User, facility: Facility, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    told: list[dict[str, Any]] = []
    wire = type(
        "Wire", (), {"publish": lambda _self, _channel, message: told.append(orjson.loads(message))}
    )()
    monkeypatch.setattr("backend.events._broker", lambda _url: wire)
    member = member_of(busy_teacher)

    with django_capture_on_commit_callbacks(execute=True):
        services.leave_staff(actor=manager, member=member)

    busy_teacher.refresh_from_db()
    member.refresh_from_db()
    device = Device.objects.get()
    assert member.left_on == today()
    assert not busy_teacher.is_active
    assert not UserSession.objects.filter(user=busy_teacher).exists()
    assert str(busy_teacher.pk) in {user for message in told for user in message.get("revoked", ())}
    assert (device.acting, device.acting_until) == (None, None)
    assert not StaffPin.objects.exists()
    assert not PushSubscription.objects.filter(user=busy_teacher).exists()
    assert StaffPost.objects.get(member=member).ends_on == today() - DAY


def test_twice_is_once(manager: User, teacher: User) -> None:
    first = services.leave_staff(actor=manager, member=member_of(teacher))

    assert services.leave_staff(actor=manager, member=member_of(teacher)).left_on == first.left_on


def test_a_teacher_who_is_also_a_mother_keeps_her_familys_access(
    manager: User, busy_teacher: User, guardian: Guardian
) -> None:
    Guardian.objects.filter(pk=guardian.pk).update(user=busy_teacher)

    services.leave_staff(actor=manager, member=member_of(busy_teacher))

    busy_teacher.refresh_from_db()
    assert busy_teacher.is_active
    assert PushSubscription.objects.filter(user=busy_teacher).exists()
    assert not UserSession.objects.filter(user=busy_teacher).exists()
    assert not StaffPost.objects.held_by(busy_teacher).exists()


def test_codes_and_offers_she_made_open_nothing(
    office: User, manager: User, organisation: Organisation, facility: Facility
) -> None:
    factories.make_staff(Role.MANAGER, facility, name="次の園長")
    invite(manager, organisation, facility=facility)
    services.offer_pairing(actor=manager, facility=facility, name="入口")

    services.leave_staff(actor=office, member=member_of(manager))

    assert not Invitation.objects.open().exists()
    assert not Pairing.objects.filter(expires_at__gt=timezone.now()).exists()


def test_after_her_last_day_the_night_closes_what_is_left(manager: User, busy_teacher: User) -> None:
    member = services.leave_staff(actor=manager, member=member_of(busy_teacher), last_day=today())
    assert StaffPost.objects.held_by(busy_teacher).exists()
    assert services.end_leavers() == 0
    StaffMember.objects.filter(pk=member.pk).update(left_on=today() - DAY)
    StaffPost.objects.filter(member=member).update(ends_on=today() - DAY)

    assert services.end_leavers() == 1

    busy_teacher.refresh_from_db()
    assert not busy_teacher.is_active
    assert not UserSession.objects.filter(user=busy_teacher).exists()


def test_nobody_ends_herself_and_no_day_lies_in_the_past(office: User, manager: User, teacher: User) -> None:
    with pytest.raises(DomainError, match="Somebody else"):
        services.leave_staff(actor=manager, member=member_of(manager))
    with pytest.raises(DomainError, match="past"):
        services.leave_staff(actor=manager, member=member_of(teacher), last_day=today() - DAY)


def test_a_manager_lets_nobody_go_who_also_works_elsewhere(
    manager: User, office: User, teacher: User, other_facility: Facility
) -> None:
    services.add_post(
        actor=office, member=member_of(teacher), role=Role.TEACHER, facility=other_facility, starts_on=today()
    )

    with pytest.raises((NotAllowed, NotVisible)):
        services.leave_staff(actor=manager, member=member_of(teacher))

    assert services.leave_staff(actor=office, member=member_of(teacher)).left_on == today()


@pytest.mark.parametrize("person", ["other_manager", "ex_staff", "other_teacher"])
def test_for_others_she_is_not_there(person: str, teacher: User, request: pytest.FixtureRequest) -> None:
    with pytest.raises((NotAllowed, NotVisible)):
        services.leave_staff(actor=request.getfixturevalue(person), member=member_of(teacher))


def test_who_comes_back_gets_a_post_and_a_new_code(manager: User, teacher: User, facility: Facility) -> None:
    member = services.leave_staff(actor=manager, member=member_of(teacher))

    services.come_back(actor=manager, member=member, role=Role.TEACHER, facility=facility, starts_on=today())
    invited = services.renew_staff_code(actor=manager, member=member)
    found = services.find_sign_in_code(typed=invited.code, network="192.0.2.7")
    assert isinstance(found, Invitation)
    services.join_staff(invitation=found, login="again", password=factories.PASSWORD)

    teacher.refresh_from_db()
    assert teacher.is_active
    assert StaffPost.objects.filter(member=member).count() == 2
