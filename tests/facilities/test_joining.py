"""Joining with a code: once, by one person, with the rights of the seat and no other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian, Household, Invitation
from tests import factories
from tests.facilities.newcomers import RIGHTS, link_of, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles")]


@pytest.fixture
def mother(child: Child, household: Household) -> Guardian:
    return factories.make_guardian(child, household, user=None, name="髙橋 沙織", call_order=1)


@pytest.fixture
def sheet(manager: User, facility: Facility, mother: Guardian) -> Invitation:
    services.make_sheets(actor=manager, facility=facility)
    return Invitation.objects.get(guardian=mother)


def test_a_new_account_takes_the_seat_of_the_roster(
    sheet: Invitation, mother: Guardian, child: Child
) -> None:
    user = open_account(sheet.pk)

    mother.refresh_from_db()
    assert (mother.user, mother.language, mother.name) == (user, "easy", "髙橋 沙織")
    assert Child.objects.visible_to(user).get() == child
    assert user.check_password(factories.PASSWORD)
    assert AuditEntry.objects.get(action="family.join").child == child


def test_a_sheet_opens_once(sheet: Invitation) -> None:
    open_account(sheet.pk)

    with pytest.raises(DomainError) as refused:
        open_account(sheet.pk, login="somebody")

    assert refused.value.code == "used"
    assert not User.objects.filter(login="somebody").exists()


def test_her_second_tap_changes_nothing(sheet: Invitation, mother: Guardian) -> None:
    user = open_account(sheet.pk)

    assert services.join_family(actor=user, invitation_id=sheet.pk) == mother
    assert AuditEntry.objects.filter(action="family.join").count() == 1


def test_a_taken_login_name_or_address_makes_no_account_and_leaves_the_sheet(sheet: Invitation) -> None:
    factories.make_user("別の人", login="Saori", email="saori@example.jp")

    for login in ("saori", "SAORI@example.jp"):
        with pytest.raises(Conflict) as refused:
            open_account(sheet.pk, login=login)
        assert refused.value.code == "login_taken"

    sheet.refresh_from_db()
    assert sheet.used_at is None


def test_who_is_a_guardian_elsewhere_keeps_her_one_account(
    sheet: Invitation, mother: Guardian, outsider: Guardian, child: Child
) -> None:
    user = outsider.user
    assert user
    User.objects.filter(pk=user.pk).update(email="rin@example.jp")
    user.refresh_from_db()

    services.join_family(actor=user, invitation_id=sheet.pk)

    mother.refresh_from_db()
    assert (mother.user, mother.email) == (user, "rin@example.jp")
    assert Child.objects.visible_to(user).count() == 2


def test_the_other_parent_cannot_use_her_sheet_on_his_own_account(
    sheet: Invitation, co_guardian: Guardian
) -> None:
    assert co_guardian.user
    with pytest.raises(DomainError) as refused:
        services.join_family(actor=co_guardian.user, invitation_id=sheet.pk)

    assert refused.value.code == "belongs_already"


def test_who_is_blocked_for_the_child_cannot_come_back_by_anothers_code(
    sheet: Invitation, guardian: Guardian, child: Child, blocked_guardian: Guardian
) -> None:
    assert blocked_guardian.user
    for invitation in (sheet, link_of(guardian, child)):
        with pytest.raises(DomainError) as refused:
            services.join_family(actor=blocked_guardian.user, invitation_id=invitation.pk)
        assert refused.value.code == "unknown_code"


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_what_ended_while_she_typed_opens_nothing(sheet: Invitation, change: dict[str, object]) -> None:
    Invitation.objects.filter(pk=sheet.pk).update(**change)

    with pytest.raises(DomainError):
        open_account(sheet.pk)

    assert not User.objects.filter(login="saori").exists()


def test_an_open_sheet_makes_a_household_and_leaves_fetching_to_the_nursery(
    manager: User, facility: Facility, child: Child
) -> None:
    services.make_sheets(actor=manager, facility=facility)

    user = open_account(Invitation.objects.get().pk, name="髙橋 望")

    guardian = Guardian.objects.get(user=user)
    grant = guardian.grants.get()
    assert (guardian.name, guardian.household.name, guardian.relation) == ("髙橋 望", "髙橋", "mother")
    assert [right for right in RIGHTS if not getattr(grant, right)] == ["can_pick_up"]


def test_an_open_sheet_of_a_little_brother_joins_the_household_she_has(
    manager: User, facility: Facility, other_classroom: Classroom, guardian: Guardian
) -> None:
    brother = factories.make_child(other_classroom, given_name="蓮")
    services.make_sheets(actor=manager, facility=facility, child=brother)
    assert guardian.user

    services.join_family(actor=guardian.user, invitation_id=Invitation.objects.get(child=brother).pk)

    assert set(guardian.grants.values_list("child", flat=True)) >= {brother.pk}
    assert Guardian.objects.filter(user=guardian.user).count() == 1


def test_an_open_sheet_opens_nothing_once_the_roster_knows_an_adult(
    manager: User, facility: Facility, child: Child
) -> None:
    services.make_sheets(actor=manager, facility=facility)
    factories.make_guardian(child, user=None)

    with pytest.raises(DomainError) as refused:
        open_account(Invitation.objects.get().pk)

    assert refused.value.code == "unknown_code"


def test_a_family_without_a_smartphone_is_complete(
    manager: User, teacher: User, other_manager: User, facility: Facility, mother: Guardian, child: Child
) -> None:
    from facilities.selectors.registration import Rate, rates_of_facilities

    services.reach_on_paper(actor=manager, child=child, guardian=mother, wants_paper=True)
    services.reach_on_paper(actor=manager, child=child, guardian=mother, wants_paper=True)

    assert rates_of_facilities([facility.pk]) == {facility.pk: Rate(children=1, joined=0, paper=1, out=0)}
    assert AuditEntry.objects.filter(action="guardian.paper").count() == 1
    with pytest.raises(NotAllowed):
        services.reach_on_paper(actor=teacher, child=child, guardian=mother, wants_paper=False)
    with pytest.raises(NotVisible):
        services.reach_on_paper(actor=other_manager, child=child, guardian=mother, wants_paper=False)


def test_contact_is_set_for_the_seat_just_taken_and_not_later(sheet: Invitation, mother: Guardian) -> None:
    user = open_account(sheet.pk)
    channels = {"wants_push": True, "wants_email": False, "wants_paper": True}
    services.set_contact(actor=user, phone="０９０１２３４５６７８", **channels)

    mother.refresh_from_db()
    assert (mother.phone, mother.wants_email, mother.wants_paper) == ("090-1234-5678", False, True)
    with pytest.raises(DomainError):
        services.set_contact(actor=user, phone="電話", **channels)
    Invitation.objects.update(used_at=timezone.now() - timedelta(days=2))
    with pytest.raises(NotVisible):
        services.set_contact(actor=user, phone="", **channels)
