"""Printed cards: made by the office, known by a number, ended when lost."""

import pytest

from accounts.models import User
from attendance.selectors.kiosk import kiosk_roster, number_hash
from attendance.services.cards import end_card, issue_card, number_card
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Facility, Guardian

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_second_print_is_the_same_card(manager: User, facility: Facility, child: Child) -> None:
    first = issue_card(actor=manager, facility=facility, child=child)

    assert issue_card(actor=manager, facility=facility, child=child) == first
    assert AuditEntry.objects.filter(action="card.issue").count() == 1


def test_a_lost_card_is_replaced_and_opens_nothing(manager: User, facility: Facility, child: Child) -> None:
    lost = issue_card(actor=manager, facility=facility, child=child)
    end_card(actor=manager, card=lost)

    new = issue_card(actor=manager, facility=facility, child=child)

    assert {card.text_hash for card in kiosk_roster(facility).cards} == {new.text_hash}
    assert new.text_hash != lost.text_hash


def test_a_number_is_read_as_it_is_typed_and_belongs_to_one_card(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    own = issue_card(actor=manager, facility=facility, child=child)
    hers = issue_card(actor=manager, facility=facility, guardian=guardian)
    number_card(actor=manager, card=own, number=" ００４２ 0042 ")

    with pytest.raises(Conflict) as refused:
        number_card(actor=manager, card=hers, number="00420042")
    assert refused.value.code == "number_taken"

    assert number_hash("00420042") in {card.key for card in kiosk_roster(facility).cards}


def test_an_ended_card_and_a_short_number_are_refused(
    manager: User, facility: Facility, child: Child
) -> None:
    card = issue_card(actor=manager, facility=facility, child=child)
    with pytest.raises(DomainError) as refused:
        number_card(actor=manager, card=card, number="12")
    assert refused.value.code == "number"
    end_card(actor=manager, card=card)

    with pytest.raises(Conflict) as refused:
        number_card(actor=manager, card=card, number="00420042")
    assert refused.value.code == "card_ended"


def test_only_the_office_makes_cards_and_only_for_who_goes_there(
    manager: User,
    other_manager: User,
    teacher: User,
    facility: Facility,
    other_facility: Facility,
    child: Child,
) -> None:
    with pytest.raises(NotAllowed):
        issue_card(actor=teacher, facility=facility, child=child)
    with pytest.raises(NotVisible):
        issue_card(actor=other_manager, facility=facility, child=child)
    with pytest.raises(NotVisible):
        issue_card(actor=other_manager, facility=other_facility, child=child)
