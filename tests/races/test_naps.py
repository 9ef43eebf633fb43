"""Two tablets and one child, two of the staff and one dose: on PostgreSQL, with real threads."""

from datetime import time, timedelta
from functools import partial

import pytest

from attendance import services
from attendance.models import MedicationDose, Nap, NapCheck
from backend.errors import Conflict
from backend.ids import uuid7
from facilities.clock import today_at
from facilities.services import set_pin
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)
PIN = "739204"


def test_two_tablets_start_one_nap(teacher, child, classroom):
    start = partial(services.start_nap, actor=teacher, classroom=classroom, child=child, at=None)

    results = together(*[partial(start, id=uuid7()) for _tablet in range(4)])

    assert len({nap.pk for nap in results}) == 1
    assert Nap.objects.count() == 1


def test_looks_of_four_tablets_at_once_are_four_looks_at_one_nap(teacher, child, classroom):
    looks = [services.Look(uuid7(), None, "back") for _tablet in range(4)]
    check = partial(services.check_nap, actor=teacher, classroom=classroom, child=child)

    together(*[partial(check, look=look) for look in looks])

    assert (Nap.objects.count(), NapCheck.objects.count()) == (1, 4)


def test_a_dose_is_given_once(guardian, child, teacher, manager, facility):
    today = today_at(facility)
    asked = services.Asked(
        "粉薬", "かぜ", "小児科", "1包", [time(12)], today, today + timedelta(days=1), True
    )
    sent = services.ask_medicine(actor=guardian.user, child=child, facility=facility, id=uuid7(), asked=asked)
    row = services.answer_medicine(actor=teacher, request=sent, accept=True, answer="")
    set_pin(actor=manager, pin=PIN)
    witness = services.Witness(manager.staff_members.get(), PIN)
    give = partial(services.give_dose, actor=teacher, request=row, planned_at=time(12), witness=witness)

    results = together(*[partial(give, id=uuid7()) for _press in range(4)])

    assert MedicationDose.objects.count() == 1
    assert sum(isinstance(result, Conflict) for result in results) == 3
