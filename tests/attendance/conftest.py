"""The tablet at the entrance, and a medicine that a family asks for."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from attendance import services
from backend.ids import uuid7
from facilities.clock import today_at
from facilities.models import Device, Facility
from facilities.services import set_pin
from tests.attendance.dosing import PIN


@pytest.fixture
def tablet(manager: object, facility: Facility) -> Device:
    return Device.objects.create(
        organisation=facility.organisation,
        facility=facility,
        name="玄関",
        is_kiosk=True,
        secret_hash="0" * 64,
        paired_by=manager,
    )


@pytest.fixture
def asked(facility):
    today = today_at(facility)
    return services.Asked(
        medicine="粉薬",
        illness="かぜ",
        prescriber="みどり小児科",
        dose="1包",
        times=[time(12)],
        starts_on=today,
        ends_on=today + timedelta(days=2),
        had_first_dose=True,
    )


@pytest.fixture
def ask(guardian, child, facility, asked):
    def send(user=None, id=None, **changes):
        return services.ask_medicine(
            actor=user or guardian.user,
            child=child,
            facility=facility,
            id=id or uuid7(),
            asked=replace(asked, **changes),
        )

    return send


@pytest.fixture
def accepted(ask, teacher):
    return services.answer_medicine(actor=teacher, request=ask(), accept=True, answer="")


@pytest.fixture
def witness(manager):
    set_pin(actor=manager, pin=PIN)
    return services.Witness(manager.staff_members.get(), PIN)
