"""Staff are invited, join, get posts with dates; nobody gives a role above her own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.sessions import SessionStore
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
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
from facilities.services.staff import Invited
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles", "_english")]
DAY = timedelta(days=1)
NETWORK = "192.0.2.1"


def today() -> Any:
    return timezone.localdate()


def invite(actor: User, organisation: Organisation, **values: Any) -> Invited:
    said = {
        "id": uuid7(),
        "name": "川口 愛",
        "kana": "かわぐち あい",
        "role": Role.TEACHER,
        "starts_on": today(),
        "ends_on": today() + 30 * DAY if values.get("role") == Role.AUDITOR else None,
    }
    return services.invite_staff(actor=actor, organisation=organisation, **{**said, **values})


def member_of(user: User) -> StaffMember:
    return StaffMember.objects.get(user=user)


def post_of(user: User) -> StaffPost:
    return StaffPost.objects.get(member__user=user)


def join(invited: Invited, login: str = "ai.kawaguchi") -> User:
    found = services.find_staff_code(typed=invited.code, network=NETWORK)
    return services.join_staff(invitation=found, login=login, password=factories.PASSWORD)


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
    found = services.find_staff_code(typed=typed, network=NETWORK)
    services.join_staff(invitation=found, login="ai", password=factories.PASSWORD)

    with pytest.raises(DomainError, match="opens nothing"):
        services.join_staff(invitation=found, login="other", password=factories.PASSWORD)
    with pytest.raises(DomainError, match="opens nothing"):
        services.find_staff_code(typed=invited.code, network=NETWORK)


def test_guessing_is_slowed_down_for_the_network(db: None) -> None:
    for _guess in range(30):
        with pytest.raises(DomainError, match="opens nothing"):
            services.find_staff_code(typed="AAAA-BBBB-CCCC", network=NETWORK)

    with pytest.raises(DomainError, match="Too many"):
        services.find_staff_code(typed="AAAA-BBBB-CCCC", network=NETWORK)


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
        services.find_staff_code(typed=first.code, network=NETWORK)
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
    found = services.find_staff_code(typed=invited.code, network=NETWORK)
    assert guardian.user

    services.join_staff_as(actor=guardian.user, invitation=found)

    assert StaffPost.objects.held_by(guardian.user).exists()
    assert not User.objects.filter(login__startswith="invited-").exists()


LADDER = {
    "manager": {Role.MANAGER, Role.TEACHER, Role.OFFICE, Role.NURSE, Role.PART_TIME},
    "office": set(Role) - {Role.CENTRAL_APPROVER},
    "approver": set(Role),
    "reader": set(),
    "auditor": set(),
    "teacher": set(),
}


@pytest.mark.parametrize("person", LADDER)
@pytest.mark.parametrize("role", Role)
def test_nobody_gives_a_role_above_her_own(
    person: str, role: Role, approver: User, organisation: Organisation, facility: Facility,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    actor = request.getfixturevalue(person)
    place = None if role.startswith("central") or role == Role.AUDITOR else facility

    if role in LADDER[person]:
        assert invite(actor, organisation, role=role, facility=place).code
    else:
        with pytest.raises((NotAllowed, NotVisible)):
            invite(actor, organisation, role=role, facility=place)
        assert not Invitation.objects.exists()


def test_who_sends_names_the_first_approver(office: User, organisation: Organisation) -> None:
    assert invite(office, organisation, role=Role.CENTRAL_APPROVER).code

    with pytest.raises(NotAllowed):
        invite(office, organisation, role=Role.CENTRAL_APPROVER)


@pytest.mark.parametrize("person", ["other_manager", "ex_staff"])
def test_for_strangers_to_the_place_it_is_not_there(
    person: str, organisation: Organisation, facility: Facility, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotVisible):
        invite(request.getfixturevalue(person), organisation, facility=facility)


def test_a_class_of_another_facility_cannot_be_given(
    office: User, organisation: Organisation, other_facility: Facility, classroom: Classroom
) -> None:
    with pytest.raises(DomainError, match="another facility"):
        invite(office, organisation, facility=other_facility, classroom=classroom)


def test_temporary_help_is_a_post_with_a_last_day(
    office: User, teacher: User, other_facility: Facility
) -> None:
    values: dict[str, Any] = {"role": Role.TEACHER, "starts_on": today(), "ends_on": today() + 3 * DAY}
    for _tap in range(2):
        services.add_post(actor=office, member=member_of(teacher), facility=other_facility, **values)

    posts = StaffPost.objects.held_by(teacher)
    assert posts.filter(facility=other_facility).count() == 1
    assert not StaffPost.objects.held_by(teacher, today() + 4 * DAY).filter(facility=other_facility).exists()


def test_the_past_is_never_rewritten(manager: User, teacher: User, facility: Facility) -> None:
    was = post_of(teacher)

    services.change_post(
        actor=manager, post=was, role=Role.NURSE, classroom=None, from_day=today(), ends_on=None
    )

    old, new = StaffPost.objects.filter(member__user=teacher).order_by("starts_on")
    assert (old.role, old.classroom, old.ends_on) == (Role.TEACHER, was.classroom, today() - DAY)
    assert (new.role, new.starts_on, new.ends_on) == (Role.NURSE, today(), None)
    for day in (today() - DAY, today() - 30 * DAY):
        with pytest.raises(DomainError, match="past"):
            services.change_post(
                actor=manager, post=new, role=Role.TEACHER, classroom=None, from_day=day, ends_on=None
            )
        with pytest.raises(DomainError, match="past"):
            services.add_post(
                actor=manager, member=new.member, role=Role.OFFICE, facility=facility, starts_on=day
            )


def test_a_post_ended_at_once_opens_nothing_from_this_moment(manager: User, teacher: User) -> None:
    for _tap in range(2):
        services.end_post(actor=manager, post=post_of(teacher))

    assert not StaffPost.objects.held_by(teacher).exists()
    assert post_of(teacher).ends_on == today() - DAY


def test_the_last_manager_stays_until_there_is_another(
    office: User, manager: User, organisation: Organisation, facility: Facility
) -> None:
    with pytest.raises(DomainError, match="last manager of 元代々木保育園"):
        services.end_post(actor=office, post=post_of(manager))
    with pytest.raises(DomainError, match="last manager"):
        services.leave_staff(actor=office, member=member_of(manager))
    with pytest.raises(DomainError, match="last manager"):
        services.change_post(
            actor=office,
            post=post_of(manager),
            role=Role.OFFICE,
            classroom=None,
            from_day=today(),
            ends_on=None,
        )
    invited = invite(office, organisation, role=Role.MANAGER, facility=facility)
    with pytest.raises(DomainError, match="last manager"):
        services.end_post(actor=office, post=post_of(manager))  # who was only invited may never come

    join(invited)
    services.end_post(actor=office, post=post_of(manager))

    assert not StaffPost.objects.held_by(manager).exists()


def test_the_last_who_sends_for_the_central_office_stays(
    office: User, reader: User, organisation: Organisation
) -> None:
    with pytest.raises(DomainError, match="last who may send"):
        services.end_post(actor=office, post=post_of(office))


def test_a_manager_takes_no_central_post(manager: User, office: User, approver: User) -> None:
    with pytest.raises((NotAllowed, NotVisible)):
        services.end_post(actor=manager, post=post_of(approver))
    with pytest.raises(NotAllowed):
        services.end_post(actor=office, post=post_of(approver))


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


def signed_in_session(user: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.create()
    return str(session.session_key)


def test_an_auditor_looks_for_a_time_only(office: User, organisation: Organisation) -> None:
    with pytest.raises(DomainError, match="a year at most"):
        services.invite_staff(
            actor=office, id=uuid7(), organisation=organisation, name="監査 一郎", kana="", role=Role.AUDITOR,
            starts_on=today(),
        )  # fmt: skip
