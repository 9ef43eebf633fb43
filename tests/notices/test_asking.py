"""A notice that asks: open until the household has answered, whoever has read it or was told by telephone."""

import pytest
from django.utils import timezone

from accounts.models import User
from facilities.models import Facility, Guardian, Organisation
from notices import services
from notices.delivery.notice_parcels import load
from notices.models import CallAttempt, Channel, Delivery, Notice, Reading, Recipient
from notices.selectors.calls import call_queue, desk_progress
from notices.selectors.desk import desk_choices, sent_notices
from notices.selectors.invariants import broken_rules
from notices.services import mark_answered, remind_now
from tests import factories


@pytest.fixture
def asking(manager: User, organisation: Organisation, facility: Facility, guardian: Guardian) -> Notice:
    notice = factories.make_notice(
        manager,
        organisation,
        facility,
        urgency="everyday",
        asks="survey",
        title="アンケート",
        body="お答えください",
    )
    Delivery.objects.filter(notice=notice).update(state="handed_over")
    return notice


def answer(notice: Notice, guardian: Guardian) -> bool:
    return mark_answered(notice_id=notice.pk, household_id=guardian.household_id, at=timezone.now())


def test_who_read_and_did_not_answer_is_reminded_and_who_answered_is_not(
    asking: Notice, guardian: Guardian
) -> None:
    assert guardian.user
    services.record_reading(actor=guardian.user, notice=asking, kind=Reading.Kind.OPENED)
    assert remind_now(asking.pk) == 1
    assert answer(asking, guardian)

    assert remind_now(asking.pk) == 0
    late = list(Delivery.objects.filter(notice=asking, round=1))
    assert {one.state for one in load(late, Channel.MAIL, timezone.now()).settled} <= {"withdrawn"}
    assert not load(late, Channel.MAIL, timezone.now()).parcels


def test_the_call_desk_holds_a_household_that_read_until_it_answers(
    asking: Notice, guardian: Guardian, manager: User
) -> None:
    assert guardian.user
    services.record_reading(actor=guardian.user, notice=asking, kind=Reading.Kind.OPENED)
    assert [row.household_id for row in call_queue(manager, asking)] == [guardian.household_id]
    assert [(row.notice, row.left) for row in desk_choices(manager)] == [(asking, 1)]
    answer(asking, guardian)

    assert call_queue(manager, asking) == []
    assert desk_progress(manager, asking).left == 0
    assert desk_choices(manager) == []


def test_a_household_told_by_telephone_leaves_the_desk_and_counters_stay_right(
    asking: Notice, guardian: Guardian, manager: User
) -> None:
    assert guardian.user
    services.record_reading(actor=guardian.user, notice=asking, kind=Reading.Kind.OPENED)
    task = services.claim_household(actor=manager, notice=asking, household_id=guardian.household_id)
    services.record_outcome(actor=manager, task=task, token=task.token, outcome=CallAttempt.Outcome.REACHED)

    assert call_queue(manager, asking) == []
    assert remind_now(asking.pk) == 1
    assert broken_rules() == {}


def test_answering_again_changes_nothing_and_an_answer_can_be_taken_back(
    asking: Notice, guardian: Guardian
) -> None:
    assert answer(asking, guardian)
    assert not answer(asking, guardian)
    assert mark_answered(notice_id=asking.pk, household_id=guardian.household_id, at=None)

    assert Recipient.objects.get(notice=asking).answered_at is None


def test_what_asks_is_not_listed_among_ordinary_notices(asking: Notice, manager: User) -> None:
    assert sent_notices(manager) == []
