"""Two keepers and one request, at the same moment."""

from functools import partial

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities import services
from facilities.models import AuditEntry, ChangeRequest, Child, Facility, Grant, Guardian
from tests import factories
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_keepers_deciding_one_request_decide_it_once(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    asked = services.ask_child_change(actor=guardian.user, child=child, values={"given_name": "ひより"})
    keeper = factories.make_keeper(facility)

    results = together(
        partial(services.decide_request, actor=manager, request=asked, approve=True),
        partial(services.decide_request, actor=keeper, request=asked, approve=False, answer="住民票を"),
    )

    assert sum(isinstance(result, Conflict) for result in results) == 1
    asked.refresh_from_db()
    child.refresh_from_db()
    assert (child.given_name == "ひより") is (asked.state == "approved")
    assert AuditEntry.objects.filter(action__in=("request.approved", "request.refused")).count() == 1


def test_a_block_and_an_approval_at_once_leave_her_blocked(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    keeper = factories.make_keeper(facility)
    asked = services.propose_rights(
        actor=manager, child=child, guardian=guardian, rights={"can_view": True, "can_pick_up": True}
    )

    together(
        partial(services.block_guardian, actor=manager, child=child, guardian=guardian, reason="保護"),
        partial(services.decide_request, actor=keeper, request=asked, approve=True),
    )

    assert not Grant.objects.live(factories.today()).filter(guardian=guardian).exists()


def test_eight_taps_block_once(manager: User, child: Child, guardian: Guardian) -> None:
    results = together(
        *[partial(services.block_guardian, actor=manager, child=child, guardian=guardian, reason="保護")] * 8
    )

    assert results == [None] * 8
    assert Grant.objects.filter(is_blocked=True).count() == ChangeRequest.objects.count() == 1


def test_a_withdrawal_and_a_decision_never_both_win(manager: User, child: Child, guardian: Guardian) -> None:
    asked = services.ask_child_change(actor=guardian.user, child=child, values={"given_name": "ひより"})

    results = together(
        partial(services.withdraw_request, actor=guardian.user, request=asked),
        partial(services.decide_request, actor=manager, request=asked, approve=True),
    )

    assert sum(isinstance(result, DomainError) for result in results) == 1
