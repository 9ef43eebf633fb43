"""The rules that are asked after every fault: they hold after ordinary work, and each can fail."""

import pytest

from accounts.models import User
from facilities.models import Child, Facility, Guardian, Organisation
from notices import services
from notices.models import Delivery, FacilityReach, Notice, ReachMinute, Recipient, State
from notices.selectors.invariants import broken_rules
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(
    office: User,
    organisation: Organisation,
    child: Child,
    guardian: Guardian,
    separated_guardian: Guardian,
    other_facility: Facility,
) -> Notice:
    """Read by one household of two facilities, told by telephone to the other, the third without a channel."""
    factories.enrol(child, factories.make_classroom(other_facility))
    factories.make_guardian(child, email="", user=False)
    notice = factories.make_notice(office, organisation)
    services.record_reading(actor=guardian.user, notice=notice, kind="confirmed")
    task = services.claim_household(actor=office, notice=notice, household_id=separated_guardian.household_id)
    services.record_outcome(actor=office, task=task, token=task.token, outcome="reached")
    return notice


def test_every_rule_holds_after_reading_and_phoning(notice: Notice) -> None:
    assert broken_rules() == {}


def test_a_wrong_counter_is_found(notice: Notice) -> None:
    FacilityReach.objects.update(read=7)

    assert list(broken_rules()) == ["counters of a facility equal its rows"]


def test_a_wrong_curve_is_found(notice: Notice) -> None:
    ReachMinute.objects.update(households=9)

    assert list(broken_rules()) == ["the curve adds up to the households reached"]


def test_a_message_to_somebody_else_is_found(notice: Notice, outsider: Guardian) -> None:
    Delivery.objects.update(household=outsider.household_id)

    assert list(broken_rules()) == ["nothing is addressed outside the frozen audience"]


def test_a_recipient_of_another_organisation_is_found(notice: Notice, outsider: Guardian) -> None:
    Recipient.objects.create(notice=notice, household=outsider.household, facility=factories.make_facility())

    assert "recipients are households and facilities of the notice's organisation" in broken_rules()


def test_what_waits_of_a_recalled_notice_is_found(notice: Notice) -> None:
    Notice.objects.update(state=State.RECALLED)

    assert list(broken_rules()) == ["nothing waits of a notice that was taken back"]
