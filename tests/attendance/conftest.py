"""The tablet at the entrance."""

import pytest

from facilities.models import Device, Facility


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
