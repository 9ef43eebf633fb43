"""Posts have dates and places; nobody gives a role above her own, and the last one stays."""

from typing import Any

import pytest

from accounts.models import User
from backend.errors import DomainError, NotAllowed, NotVisible
from backend.ids import uuid7
from facilities import services
from facilities.models import (
    Classroom,
    Facility,
    Invitation,
    Organisation,
    Role,
    StaffPost,
)
from tests.facilities.colleagues import DAY, invite, join, member_of, post_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles", "_english")]
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


def test_an_auditor_looks_for_a_time_only(office: User, organisation: Organisation) -> None:
    with pytest.raises(DomainError, match="a year at most"):
        services.invite_staff(
            actor=office, id=uuid7(), organisation=organisation, name="監査 一郎", kana="", role=Role.AUDITOR,
            starts_on=today(),
        )  # fmt: skip
