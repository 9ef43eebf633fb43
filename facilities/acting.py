"""The shared tablet in hand: which device the present request or task came from, and the one facility it may touch."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_device: ContextVar[UUID | None] = ContextVar("device_in_hand", default=None)
_facility: ContextVar[UUID | None] = ContextVar("facility_in_hand", default=None)


def device_in_hand() -> UUID | None:
    """The paired tablet of this request, or None at a phone or PC."""
    return _device.get()


def facility_in_hand() -> UUID | None:
    """The facility of that tablet: at it, posts elsewhere and rights as a guardian do not count."""
    return _facility.get()


@contextmanager
def acting_on(device_id: UUID | None, facility_id: UUID | None = None) -> Iterator[None]:
    """Whatever is audited inside happened on this tablet, and whatever is read belongs to its facility."""
    device, facility = _device.set(device_id), _facility.set(facility_id)
    try:
        yield
    finally:
        _facility.reset(facility)
        _device.reset(device)
