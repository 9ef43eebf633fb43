"""A morning in a nursery: a fixed weekday, so that no test depends on when it runs."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from facilities.models import Device, Facility

MORNING = datetime(2026, 11, 25, 8, 12, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Wednesday


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


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
