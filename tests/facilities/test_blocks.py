"""A block holds at once, for whom it names, and ends by two; so does the protection of a household."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.conf import settings
from redis import Redis

from accounts.models import User
from backend.errors import DomainError
from backend.events import channel
from facilities import services
from facilities.models import (
    AuditEntry,
    ChangeRequest,
    Child,
    Grant,
    Guardian,
    Household,
    Invitation,
)
from facilities.selectors.family import family_of
from facilities.selectors.requests import told_of
from tests import factories


def test_a_block_holds_at_once_with_a_reason(
    manager: User, child: Child, separated_guardian: Guardian
) -> None:
    assert separated_guardian.user

    services.block_guardian(actor=manager, child=child, guardian=separated_guardian, reason="裁判所の命令")
    services.block_guardian(actor=manager, child=child, guardian=separated_guardian, reason="二度目")

    assert family_of(separated_guardian.user).children == ()
    assert Grant.objects.filter(guardian=separated_guardian, is_blocked=True).count() == 1
    assert ChangeRequest.objects.get().reason == "裁判所の命令"
    assert AuditEntry.objects.filter(action="grant.block", child=child).count() == 1


def test_a_block_closes_her_sockets(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
    manager: User,
    child: Child,
    guardian: Guardian,
) -> None:
    heard = Redis.from_url(settings.REDIS_URL).pubsub(ignore_subscribe_messages=True)
    heard.subscribe(channel())
    heard.get_message(timeout=2)

    with django_capture_on_commit_callbacks(execute=True):
        services.block_guardian(actor=manager, child=child, guardian=guardian, reason="保護")

    message = heard.get_message(timeout=5)
    assert message
    assert str(guardian.user_id) in message["data"].decode()


def test_a_block_without_a_reason_blocks_nobody(manager: User, child: Child, guardian: Guardian) -> None:
    with pytest.raises(DomainError) as refusal:
        services.block_guardian(actor=manager, child=child, guardian=guardian, reason="  ")

    assert refusal.value.code == "reason_missing"
    assert not Grant.objects.filter(is_blocked=True).exists()


def test_a_block_can_hold_for_all_adults_of_that_household(
    manager: User, child: Child, guardian: Guardian, separated_guardian: Guardian
) -> None:
    aunt = factories.make_guardian(child, separated_guardian.household, name="葛󠄀城 菫", relation="other")

    services.block_guardian(
        actor=manager, child=child, guardian=separated_guardian, reason="保護", whole_household=True
    )

    assert aunt.user
    assert guardian.user
    assert family_of(aunt.user).children == ()
    assert len(family_of(guardian.user).children) == 1


def test_a_block_closes_sheets_and_the_links_given_to_relatives(
    manager: User, child: Child, separated_guardian: Guardian
) -> None:
    assert separated_guardian.user
    kept = {"organisation": child.organisation, "child": child, "created_by": separated_guardian.user}
    later = factories.timezone.now() + timedelta(days=7)
    Invitation.objects.create(kind="relative", code_hash="a" * 64, expires_at=later, **kept)

    services.block_guardian(actor=manager, child=child, guardian=separated_guardian, reason="保護")

    assert not Invitation.objects.open().exists()


def test_a_block_is_lifted_by_two(
    manager: User, keeper: User, child: Child, separated_guardian: Guardian
) -> None:
    assert separated_guardian.user
    services.block_guardian(actor=manager, child=child, guardian=separated_guardian, reason="誤り")
    request = services.propose_unblock(actor=manager, child=child, guardian=separated_guardian)
    assert family_of(separated_guardian.user).children == ()

    services.decide_request(actor=keeper, request=request, approve=True)

    assert len(family_of(separated_guardian.user).children) == 1


def test_rights_of_a_blocked_guardian_wait_for_the_block(
    manager: User, child: Child, blocked_guardian: Guardian
) -> None:
    with pytest.raises(DomainError) as refusal:
        services.propose_rights(actor=manager, child=child, guardian=blocked_guardian, rights={})

    assert refusal.value.code == "blocked"


def test_a_block_is_told_to_no_family(
    manager: User, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    assert guardian.user
    services.block_guardian(actor=manager, child=child, guardian=co_guardian, reason="保護")

    assert told_of(guardian.user) == []


def test_protection_holds_at_once_and_ends_by_two(
    manager: User, keeper: User, child: Child, guardian: Guardian, household: Household
) -> None:
    services.protect_household(actor=manager, child=child, household=household)
    household.refresh_from_db()
    assert household.is_protected

    request = services.propose_unprotect(actor=manager, child=child, household=household)
    services.decide_request(actor=keeper, request=request, approve=True)

    household.refresh_from_db()
    assert not household.is_protected
