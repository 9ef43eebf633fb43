"""A guardian lets relatives read along: few links, no further rights, and an end at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import AuditEntry, Child, Grant, Guardian, Household
from tests import factories
from tests.facilities.newcomers import RIGHTS, link_of, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles")]


def test_a_relative_sees_and_has_no_right_else_and_is_called_last(
    guardian: Guardian, co_guardian: Guardian, child: Child
) -> None:
    link = link_of(guardian, child)

    user = open_account(link.pk, name="髙橋 和子", relation="grandmother")

    relative = Guardian.objects.get(user=user)
    assert (relative.household, relative.call_order, relative.relation) == (
        guardian.household,
        3,
        "grandmother",
    )
    assert [right for right in RIGHTS if getattr(relative.grants.get(), right)] == ["can_view"]
    assert link.expires_at < timezone.now() + timedelta(hours=73)


def test_a_relative_cannot_let_others_in(relative: Guardian, child: Child) -> None:
    assert relative.user
    with pytest.raises(NotAllowed):
        services.invite_relative(actor=relative.user, child=child)


def test_blocked_expired_and_foreign_people_see_no_child_to_invite_for(
    blocked_guardian: Guardian, expired_guardian: Guardian, outsider: Guardian, manager: User, child: Child
) -> None:
    for person in (blocked_guardian.user, expired_guardian.user, outsider.user, manager):
        assert person
        with pytest.raises(NotVisible):
            services.invite_relative(actor=person, child=child)


def test_a_protected_family_lets_only_the_nursery_open_the_door(guardian: Guardian, child: Child) -> None:
    link = link_of(guardian, child)
    Household.objects.filter(pk=guardian.household_id).update(is_protected=True)

    with pytest.raises(NotAllowed):
        link_of(guardian, child)
    with pytest.raises(DomainError):
        open_account(link.pk)


def test_a_link_dies_with_the_right_of_who_gave_it(guardian: Guardian, child: Child) -> None:
    link = link_of(guardian, child)
    factories.grant(guardian, child, is_blocked=True, can_view=False)

    with pytest.raises(DomainError) as refused:
        open_account(link.pk)

    assert refused.value.code == "unknown_code"


def test_only_five_links_wait_at_once(guardian: Guardian, child: Child) -> None:
    for _link in range(5):
        link_of(guardian, child)

    with pytest.raises(DomainError) as refused:
        link_of(guardian, child)

    assert refused.value.code == "too_many_links"


def test_either_parent_ends_a_link_and_the_other_household_sees_none(
    guardian: Guardian, co_guardian: Guardian, separated_guardian: Guardian, child: Child
) -> None:
    link = link_of(guardian, child)
    assert co_guardian.user
    assert separated_guardian.user

    with pytest.raises(NotVisible):
        services.end_link(actor=separated_guardian.user, invitation_id=link.pk)
    for _tap in range(2):
        services.end_link(actor=co_guardian.user, invitation_id=link.pk)

    link.refresh_from_db()
    assert link.revoked_by == co_guardian.user


def test_ending_a_relative_ends_what_she_sees(guardian: Guardian, relative: Guardian, child: Child) -> None:
    assert guardian.user
    assert relative.user
    services.end_relative(actor=guardian.user, guardian_id=relative.pk)

    assert not Child.objects.visible_to(relative.user).exists()
    assert AuditEntry.objects.filter(action="relative.end", child=child).count() == 1


def test_a_relative_who_joined_today_is_ended_today(guardian: Guardian, child: Child) -> None:
    user = open_account(link_of(guardian, child).pk, name="髙橋 和子")
    assert guardian.user

    services.end_relative(actor=guardian.user, guardian_id=Guardian.objects.get(user=user).pk)

    assert not Child.objects.visible_to(user).exists()


def test_nobody_ends_the_other_parent_or_somebody_of_another_household(
    guardian: Guardian, co_guardian: Guardian, separated_guardian: Guardian, relative: Guardian
) -> None:
    assert guardian.user
    assert relative.user
    with pytest.raises(NotAllowed):
        services.end_relative(actor=guardian.user, guardian_id=co_guardian.pk)
    for actor, target in ((guardian.user, separated_guardian), (relative.user, guardian)):
        with pytest.raises(NotVisible):
            services.end_relative(actor=actor, guardian_id=target.pk)

    assert (
        Grant.objects.live(factories.today()).filter(guardian__in=[co_guardian, separated_guardian]).count()
        == 2
    )
