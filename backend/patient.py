"""`python -m backend.patient`: Daphne, which waits for slow readers. Its own takes a whole archive into memory for one.

Twisted says when a connection has enough and when it wants more; the application waits in between.
"""

import asyncio
from typing import Any

from daphne.cli import CommandLineInterface
from daphne.server import Server

BODY = "http.response.body"


class _Pace:
    """What Twisted pauses while a reader is slow, and stops when she has gone."""

    def __init__(self) -> None:
        self._goes = asyncio.Event()
        self._goes.set()
        self.pauseProducing = self._goes.clear
        self.resumeProducing = self._goes.set
        self.stopProducing = self._goes.set

    async def wait(self) -> None:
        await self._goes.wait()


class PatientServer(Server):  # type: ignore[misc] # daphne has no types
    """Each piece of an answer is sent when there is room for it."""

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """The last piece goes without waiting: an answer in one piece is as before."""
        known = self.connections.get(protocol, {})
        goes_on = message["type"] == BODY and protocol.channel is not None and message.get("more_body", False)
        pace = known.get("pace")
        if goes_on and pace is None:
            pace = known["pace"] = _Pace()
            protocol.registerProducer(pace, True)
        elif not goes_on and pace is not None:
            del known["pace"]
            if protocol.channel is not None:
                protocol.unregisterProducer()
        await super().handle_reply(protocol, message)
        if goes_on:
            await pace.wait()


class _Line(CommandLineInterface):  # type: ignore[misc] # daphne has no types
    server_class = PatientServer


if __name__ == "__main__":
    _Line.entrypoint()
