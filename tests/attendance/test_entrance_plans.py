"""At the entrance in the morning: who fetches today, said by the adult whose card was held."""

from datetime import time
from uuid import uuid4

import pytest

from accounts.models import User
from attendance import services
from attendance.models import AttendanceSettings, Card, CareContract, Report
from attendance.selectors.kiosk import KnownCard, kiosk_roster
from backend.errors import DomainError, NotAllowed, NotVisible
from facilities.models import Child, Classroom, Device, Facility, Grant, Guardian
from tests import factories
from tests.conftest import MORNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def card(facility: Facility, guardian: Guardian, child: Child) -> Card:
    return services.card_of_guardian(actor=guardian.user, guardian=guardian, facility=facility)


@pytest.fixture
def grandmother(guardian: Guardian, child: Child) -> Guardian:
    made = factories.make_guardian(child, household=guardian.household, relation="grandmother")
    assert made.relation == "grandmother"
    return made


def known(facility: Facility) -> KnownCard:
    return kiosk_roster(facility).cards[0]


def say(tablet: Device, card: Card, *children: Child, relation: str = "grandmother") -> list[Report]:
    return services.announce_pick_up(
        device=tablet,
        card=card.text_hash,
        children=[child.pk for child in children],
        id=uuid4(),
        at=time(16, 30),
        relation=relation,
    )


def test_she_may_name_whoever_of_her_household_fetches(
    facility: Facility, guardian: Guardian, card: Card, grandmother: Guardian
) -> None:
    (right,) = known(facility).children

    assert set(right.names) == {guardian.relation, "grandmother"}


def test_it_is_a_report_of_hers_like_those_from_her_phone(
    tablet: Device, child: Child, guardian: Guardian, card: Card, grandmother: Guardian
) -> None:
    (report,) = say(tablet, card, child)

    assert (report.kind, report.guardian, report.actor) == ("pick_up", guardian, guardian.user)
    assert (report.time, report.picker, report.starts_on) == (time(16, 30), grandmother, MORNING.date())
    assert report.state == Report.State.SENT


def test_siblings_are_said_in_one_go(
    tablet: Device, child: Child, guardian: Guardian, card: Card, grandmother: Guardian, classroom: Classroom
) -> None:
    second = factories.make_child(classroom)
    for adult in (guardian, grandmother):
        factories.grant(adult, second, can_pick_up=True, can_write=True)

    assert len(say(tablet, card, child, second)) == 2


def test_what_was_said_is_not_asked_again(
    tablet: Device, facility: Facility, child: Child, card: Card, grandmother: Guardian
) -> None:
    say(tablet, card, child)

    assert [one.names for one in known(facility).children] == [()]
    with pytest.raises(DomainError) as refused:
        say(tablet, card, child)
    assert refused.value.code == "told_already"


def test_another_households_plan_is_not_shown_and_not_changed(
    tablet: Device, facility: Facility, child: Child, card: Card
) -> None:
    father = factories.make_guardian(child, relation="father")
    CareContract.objects.create(facility=facility, child=child, picker=father, starts_on=MORNING.date())

    assert [one.names for one in known(facility).children] == [()]
    with pytest.raises(DomainError) as refused:
        say(tablet, card, child, relation="father")
    assert refused.value.code == "picker"


def test_who_may_not_write_or_has_no_account_says_nothing(
    tablet: Device, facility: Facility, child: Child, guardian: Guardian, card: Card
) -> None:
    Grant.objects.filter(guardian=guardian).update(can_write=False)

    assert [one.names for one in known(facility).children] == [()]
    with pytest.raises(NotAllowed):
        say(tablet, card, child, relation=guardian.relation)


def test_a_childs_own_card_speaks_for_nobody(
    tablet: Device, facility: Facility, child: Child, manager: User
) -> None:
    printed = Card.objects.create(facility=facility, child=child, text_hash="c" * 64, issued_by=manager)

    with pytest.raises(NotVisible):
        say(tablet, printed, child)


def test_a_child_of_another_family_is_not_there(
    tablet: Device, card: Card, guardian: Guardian, classroom: Classroom
) -> None:
    with pytest.raises(DomainError):
        say(tablet, card, factories.make_child(classroom), relation=guardian.relation)

    assert not Report.objects.exists()


def test_a_facility_that_does_not_want_the_question_is_not_asked(facility: Facility, card: Card) -> None:
    AttendanceSettings.objects.create(facility=facility, kiosk_asks_plan=False)

    assert [one.names for one in known(facility).children] == [()]
