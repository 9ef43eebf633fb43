"""Families are told of each arrival and departure, once, neutrally, and only while it is news."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone, translation

from accounts.models import User
from attendance import services
from attendance.models import AttendanceSettings, Stamp
from attendance.services import Scan
from attendance.words import stamp_words
from facilities.models import Child, Device, Facility, Guardian
from notices.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


def stamp(tablet: Device, child: Child, kind: str = "either", **fields: object) -> Scan:
    values = {"id": uuid4(), "method": "card", "device_at": timezone.now(), **fields}
    scan = Scan(kind=kind, **values)  # type: ignore[arg-type]
    services.record_stamp(actor=None, device=tablet, facility=tablet.facility, child=child, scan=scan)
    return scan


def test_who_may_look_and_wants_to_is_told_once(
    tablet: Device, child: Child, guardian: Guardian, separated_guardian: Guardian, blocked_guardian: Guardian
) -> None:
    scan = stamp(tablet, child)
    services.record_stamp(actor=None, device=tablet, facility=tablet.facility, child=child, scan=scan)
    stamp(tablet, child)  # held a second time

    assert set(Message.objects.values_list("guardian", "kind")) == {
        (guardian.pk, "stamp"),
        (separated_guardian.pk, "stamp"),
    }


def test_the_words_are_neutral_and_in_her_language(tablet: Device, child: Child, guardian: Guardian) -> None:
    stamp(tablet, child)

    words = stamp_words(Message.objects.get())

    assert words
    assert (words.title, words.body) == ("Arrived 8:12", "元代々木保育園")
    assert child.given_name not in f"{words}"
    with translation.override("ja"):
        assert "8:12" in f"{stamp_words(Message.objects.get())}"


def test_leaving_is_said_as_leaving(
    tablet: Device, child: Child, guardian: Guardian, clock: time_machine.Traveller
) -> None:
    stamp(tablet, child)
    clock.shift(timedelta(hours=9))
    stamp(tablet, child)

    titles = {words.title for words in map(stamp_words, Message.objects.all()) if words}

    assert titles == {"Arrived 8:12", "Left 17:12"}


def test_what_was_corrected_meanwhile_is_not_told(
    tablet: Device, child: Child, guardian: Guardian, teacher: User
) -> None:
    scan = stamp(tablet, child)
    row = Stamp.objects.get(pk=scan.id)
    services.correct_stamp(actor=teacher, stamp=row, id=uuid4(), reason="wrong_child")

    assert stamp_words(Message.objects.get()) is None


def test_who_was_blocked_meanwhile_is_not_told(tablet: Device, child: Child, guardian: Guardian) -> None:
    stamp(tablet, child)
    guardian.grants.update(is_blocked=True)

    assert stamp_words(Message.objects.get()) is None


@pytest.mark.parametrize("hours", [3, 48])
def test_what_comes_late_is_no_news(tablet: Device, child: Child, guardian: Guardian, hours: int) -> None:
    stamp(tablet, child, device_at=timezone.now() - timedelta(hours=hours))

    assert not Message.objects.exists()


def test_a_facility_may_switch_it_off(
    tablet: Device, child: Child, guardian: Guardian, facility: Facility
) -> None:
    AttendanceSettings.objects.create(facility=facility, tells_guardians=False)

    stamp(tablet, child)

    assert not Message.objects.exists()
