"""A push service for tens of thousands of messages: counts Topics and says who is gone, and reads nothing else."""

import asyncio
import threading
from collections import Counter
from typing import Self


class QuickPushService:
    """`topics` counts every message; paths in `gone` are answered with 410, all others with 201."""

    def __init__(self) -> None:
        self.topics: Counter[str] = Counter()
        self.gone: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        starting = self._loop.create_server(lambda: _Connection(self), "127.0.0.1", 0, backlog=256)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)
        self.origin = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def answer(self, path: str, topic: str) -> bytes:
        self.topics[topic] += 1
        return b"410 Gone" if path in self.gone else b"201 Created"


class _Connection(asyncio.Protocol):
    def __init__(self, service: QuickPushService) -> None:
        self.service = service
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while (end := self.rest.find(b"\r\n\r\n")) >= 0:
            first, *lines = self.rest[:end].decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            length = int(headers["content-length"])
            if len(self.rest) < end + 4 + length:
                return
            self.rest = self.rest[end + 4 + length :]
            status = self.service.answer(first.split(" ")[1], headers["topic"])
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
