"""One key and two tablets, one PIN and many thieves: on PostgreSQL, with real threads."""

from functools import partial

import pytest

from accounts.models import User
from backend.errors import DomainError
from facilities import services
from facilities.models import Device, Facility, StaffPin
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_tablets_with_one_key_are_one_tablet(manager: User, facility: Facility) -> None:
    key = services.offer_pairing(actor=manager, facility=facility, name="うさぎ1").key

    results = together(*[partial(services.pair_device, key=key)] * 2)

    assert sum(isinstance(result, services.Paired) for result in results) == 1
    assert Device.objects.count() == 1


def test_twenty_guesses_of_a_key_at_once_are_five(manager: User, facility: Facility) -> None:
    key = services.offer_pairing(actor=manager, facility=facility, name="うさぎ1").key
    guesses = [key[:3] + sign * 6 for sign in "23456789ABCDEFGHJKMN" if sign * 6 != key[3:]]

    results = together(*[partial(services.pair_device, key=guess) for guess in guesses])

    assert all(isinstance(result, DomainError) for result in results)
    with pytest.raises(DomainError):
        services.pair_device(key=key)


def test_twenty_guesses_of_a_pin_at_once_are_five(manager: User, facility: Facility, teacher: User) -> None:
    made = services.offer_pairing(actor=manager, facility=facility, name="うさぎ1")
    device = services.pair_device(key=made.key).device
    services.set_pin(actor=teacher, pin="739204")
    member = teacher.staff_members.get()
    guesses = [f"5183{number:02}" for number in range(20)]

    results = together(
        *[partial(services.enter_pin, device=device, member=member, pin=guess) for guess in guesses]
    )

    assert all(isinstance(result, DomainError) for result in results)
    stored = StaffPin.objects.get()
    assert (stored.tries, stored.locked_at is not None) == (5, True)
    device.refresh_from_db()
    assert device.acting is None
