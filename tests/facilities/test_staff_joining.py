"""A colleague is invited and joins with her code: once, with one account."""

from uuid import UUID

import pytest

from accounts.models import User
from accounts.sessions import SessionStore
from backend.errors import Conflict, DomainError
from backend.ids import uuid7
from facilities import services
from facilities.models import (
    AuditEntry,
    Classroom,
    Facility,
    Guardian,
    Invitation,
    Organisation,
    Role,
    StaffMember,
    StaffPost,
)
from tests import factories
from tests.facilities.colleagues import NETWORK, invite, join, post_of, signed_in_session, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles", "_english")]


def test_an_invited_teacher_joins_with_her_code_and_holds_her_post(
    manager: User, organisation: Organisation, facility: Facility, classroom: Classroom
) -> None:
    invited = invite(manager, organisation, facility=facility, classroom=classroom)

    user = join(invited)

    assert user.check_password(factories.PASSWORD)
    assert [(post.role, post.classroom) for post in StaffPost.objects.held_by(user)] == [
        (Role.TEACHER, classroom)
    ]
    assert Invitation.objects.get().code_hash != invited.code
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {
        "staff.invited",
        "staff.code",
        "staff.joined",
    }


def test_a_code_opens_once_and_full_width_letters_are_the_same(
    manager: User, organisation: Organisation, facility: Facility
) -> None:
    invited = invite(manager, organisation, facility=facility)
    typed = "".join(chr(ord(sign) + 0xFEE0) for sign in invited.code.lower())
    found = services.find_sign_in_code(typed=typed, network=NETWORK)
    assert isinstance(found, Invitation)
    services.join_staff(invitation=found, login="ai", password=factories.PASSWORD)

    with pytest.raises(DomainError, match="opens nothing"):
        services.join_staff(invitation=found, login="other", password=factories.PASSWORD)
    with pytest.raises(DomainError, match="opens nothing"):
        services.find_sign_in_code(typed=invited.code, network=NETWORK)


def test_guessing_is_slowed_down_for_the_network(db: None) -> None:
    for _guess in range(30):
        with pytest.raises(DomainError, match="opens nothing"):
            services.find_sign_in_code(typed="AAAA-BBBB-CCCC", network=NETWORK)

    with pytest.raises(DomainError, match="Too many"):
        services.find_sign_in_code(typed="AAAA-BBBB-CCCC", network=NETWORK)


def test_the_same_form_twice_makes_one_colleague(
    manager: User, organisation: Organisation, facility: Facility
) -> None:
    key: UUID = uuid7()
    invite(manager, organisation, facility=facility, id=key)

    with pytest.raises(Conflict, match="invited already"):
        invite(manager, organisation, facility=facility, id=key)

    assert StaffMember.objects.filter(name="川口 愛").count() == 1


def test_a_new_code_ends_the_one_before(
    manager: User, organisation: Organisation, facility: Facility
) -> None:
    first = invite(manager, organisation, facility=facility)

    second = services.renew_staff_code(actor=manager, member=first.member)

    with pytest.raises(DomainError):
        services.find_sign_in_code(typed=first.code, network=NETWORK)
    join(second)
    with pytest.raises(DomainError, match="joined already"):
        services.renew_staff_code(actor=manager, member=first.member)


def test_a_taken_login_name_changes_nothing(
    manager: User, organisation: Organisation, facility: Facility
) -> None:
    invited = invite(manager, organisation, facility=facility)

    with pytest.raises(Conflict, match="taken"):
        join(invited, login=manager.login.upper())

    assert Invitation.objects.open().exists()


def test_a_mother_who_becomes_a_teacher_keeps_her_one_account(
    manager: User, organisation: Organisation, facility: Facility, guardian: Guardian
) -> None:
    invited = invite(manager, organisation, facility=facility)
    found = services.find_sign_in_code(typed=invited.code, network=NETWORK)
    assert isinstance(found, Invitation)
    assert guardian.user

    services.join_staff_as(actor=guardian.user, invitation=found)

    assert StaffPost.objects.held_by(guardian.user).exists()
    assert not User.objects.filter(login__startswith="invited-").exists()


def test_with_her_first_post_a_guardian_signs_in_again_as_staff(
    manager: User, organisation: Organisation, facility: Facility
) -> None:
    member = StaffMember.objects.create(organisation=organisation, user=factories.make_user(), name="新 人")
    session = signed_in_session(member.user)

    services.add_post(actor=manager, member=member, role=Role.TEACHER, facility=facility, starts_on=today())

    assert not SessionStore(session).exists(session)


def test_an_organisation_begins_with_a_code_for_its_first_sender() -> None:
    values = {
        "name": "見本区",
        "office_name": "見本区 保育課",
        "phone": "",
        "first_name": "中村",
        "first_kana": "",
    }
    user = join(services.make_organisation(**values))

    assert post_of(user).role == Role.CENTRAL_SENDER
    with pytest.raises(Conflict, match="already"):
        services.make_organisation(**values)
