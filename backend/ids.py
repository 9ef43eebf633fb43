"""Keys that meet the outside: UUIDs that sort by the time they were made."""

import os
import time
from threading import Lock
from uuid import UUID

_PARTS = 4096  # of a millisecond
_BACKWARDS = 10_000 * _PARTS  # a clock that was set back further than ten seconds is believed
_lock = Lock()
_last = 0


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562 §6.2, method 3): milliseconds, 12 bits of their fraction, 62 random bits.

    Each is greater than the one before in this process, so that rows made together keep their order.
    """
    moment = _next_moment()
    milliseconds, fraction = divmod(moment, _PARTS)
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | random)


def _next_moment() -> int:
    """The time in parts of a millisecond, or just after the last one given."""
    global _last  # noqa: PLW0603 - the process has one row of keys
    with _lock:
        now = time.time_ns() * _PARTS // 1_000_000
        _last = now if now > _last or now < _last - _BACKWARDS else _last + 1
        return _last
