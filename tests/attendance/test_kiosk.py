"""The entrance: what its tablet knows, and what it may take back."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from attendance import services
from attendance.models import Attendance, Card, Method, Stamp
from attendance.selectors.kiosk import Right, kiosk_roster, number_hash
from attendance.services import Scan
from attendance.services import kiosk as entrance
from attendance.services.cards import hash_of, qr_text
from backend.errors import DomainError, NotVisible
from facilities.models import Child, Device, Facility, Grant, Guardian

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def touch(tablet: Device, facility: Facility, child: Child) -> Stamp:
    scan = Scan(uuid4(), Stamp.Kind.EITHER, Method.TOUCH, timezone.now())
    done = services.record_stamp(actor=None, device=tablet, facility=facility, child=child, scan=scan)
    return done.stamp


def test_the_entrance_knows_first_names_and_who_is_here(
    tablet: Device, facility: Facility, child: Child
) -> None:
    touch(tablet, facility, child)

    roster = kiosk_roster(facility)

    (pupil,) = [one for one in roster.pupils if one.id == child.pk]
    assert (pupil.given, pupil.is_here) == (child.given_name, True)
    assert child.family_name not in repr(roster.pupils)


def test_a_guardians_phone_is_known_by_its_hash(facility: Facility, guardian: Guardian, child: Child) -> None:
    card = services.card_of_guardian(actor=guardian.user, guardian=guardian, facility=facility)

    (known,) = kiosk_roster(facility).cards

    assert known.key == hash_of(qr_text(card))
    assert (known.method, known.children) == (Method.PHONE, (Right(child.pk, True, (guardian.relation,)),))


def test_who_may_not_fetch_a_child_is_known_as_such(
    facility: Facility, guardian: Guardian, child: Child
) -> None:
    services.card_of_guardian(actor=guardian.user, guardian=guardian, facility=facility)
    Grant.objects.filter(guardian=guardian).update(can_pick_up=False)

    (known,) = kiosk_roster(facility).cards

    assert [one.may_fetch for one in known.children] == [False]


def test_an_ended_card_and_a_card_without_a_right_are_not_known(
    facility: Facility, guardian: Guardian
) -> None:
    card = services.card_of_guardian(actor=guardian.user, guardian=guardian, facility=facility)
    Grant.objects.filter(guardian=guardian).delete()
    assert kiosk_roster(facility).cards == ()

    services.end_card(actor=guardian.user, card=card)

    assert kiosk_roster(facility).cards == ()


def test_a_number_is_on_the_tablet_as_a_hash_only(facility: Facility, manager: User, child: Child) -> None:
    Card.objects.create(
        facility=facility, child=child, number="00420042", text_hash="a" * 64, issued_by=manager
    )

    roster = kiosk_roster(facility)

    assert number_hash("00420042") in {card.key for card in roster.cards}
    assert "00420042" not in repr(roster)


def test_a_mistake_is_taken_back_by_a_row_beside_it(tablet: Device, facility: Facility, child: Child) -> None:
    stamp = touch(tablet, facility, child)

    for _twice in range(2):
        entrance.take_back_stamp(device=tablet, stamp_id=stamp.pk, after=timedelta(seconds=3))

    day = Attendance.objects.get(child=child)
    assert (day.is_here, day.arrived_at, day.is_corrected) == (False, None, True)
    assert Stamp.objects.filter(child=child).count() == 2


def test_a_mistake_is_taken_back_also_when_the_network_was_away_for_hours(
    tablet: Device, facility: Facility, child: Child, clock: time_machine.Traveller
) -> None:
    stamp = touch(tablet, facility, child)
    clock.shift(timedelta(hours=5))

    entrance.take_back_stamp(device=tablet, stamp_id=stamp.pk, after=timedelta(seconds=3))

    assert not Attendance.objects.get(child=child).is_here


def test_after_two_minutes_a_person_decides(tablet: Device, facility: Facility, child: Child) -> None:
    stamp = touch(tablet, facility, child)

    with pytest.raises(DomainError) as refused:
        entrance.take_back_stamp(device=tablet, stamp_id=stamp.pk, after=timedelta(minutes=3))
    assert refused.value.code == "too_late"

    assert Attendance.objects.get(child=child).is_here


def test_another_tablets_stamp_is_not_there(
    tablet: Device, facility: Facility, child: Child, manager: User
) -> None:
    stamp = touch(tablet, facility, child)
    other = Device.objects.create(
        organisation=facility.organisation,
        facility=facility,
        name="裏口",
        is_kiosk=True,
        secret_hash="1" * 64,
        paired_by=manager,
    )

    with pytest.raises(NotVisible):
        entrance.take_back_stamp(device=other, stamp_id=stamp.pk, after=timedelta(seconds=3))
