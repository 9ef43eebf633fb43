"""The shared tablet in hand: which device the present request or task came from, for the audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_device: ContextVar[UUID | None] = ContextVar("device_in_hand", default=None)


def device_in_hand() -> UUID | None:
    """The paired tablet of this request, or None at a phone or PC."""
    return _device.get()


@contextmanager
def acting_on(device_id: UUID | None) -> Iterator[None]:
    """Whatever is audited inside happened on this tablet."""
    token = _device.set(device_id)
    try:
        yield
    finally:
        _device.reset(token)
