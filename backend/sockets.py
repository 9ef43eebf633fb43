"""One open socket of the hub, and how to get rid of one that nobody reads."""

import time
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from random import SystemRandom
from sys import intern
from typing import Any
from uuid import UUID

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]
CHANCE = SystemRandom()
MAX_AGE = (15 * 60.0, 20 * 60.0)
BEAT_EVERY = 30


class Socket:
    """One accepted socket: its send, its owner, its topics."""

    __slots__ = ("bucket", "missed", "send", "stalled", "topics", "until", "user_id")

    def __init__(self, send: Send, user_id: UUID, topics: tuple[str, ...]) -> None:
        self.send = send
        self.user_id = user_id
        self.topics = tuple(map(intern, topics))
        self.until = time.monotonic() + CHANCE.uniform(*MAX_AGE)
        self.bucket = CHANCE.randrange(BEAT_EVERY)
        self.stalled = False
        self.missed = False


class Rest:
    """What is left of a coroutine whose first step yielded `waiting_on`."""

    def __init__(self, started: Coroutine[Any, Any, None], waiting_on: Any) -> None:
        self.started = started
        self.waiting_on = waiting_on

    def __await__(self) -> Generator[Any, Any, None]:
        yield self.waiting_on
        yield from self.started.__await__()


def abort(send: Send) -> None:
    """Cut the connection of a client that does not read: closing politely would wait for it to read."""
    protocol = getattr(send, "__self__", None)
    if protocol is None and getattr(send, "args", None):
        protocol = send.args[0]  # type: ignore[attr-defined]  # Daphne's partial(handle_reply, protocol)
    transport = getattr(protocol, "transport", None)
    abort = getattr(transport, "abort", None) or getattr(transport, "abortConnection", None)
    if abort is not None:
        with suppress(Exception):
            abort()
