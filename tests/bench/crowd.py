"""Thousands of clients in one process: `python -m tests.bench.crowd`, commands and answers as JSON lines."""

import selectors
import socket
import sys
import time
from typing import Any

import orjson

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
)


class Crowd:
    """Sockets to one server; a plain connection when it is not asked for a path."""

    def __init__(self) -> None:
        self.sockets: list[socket.socket] = []

    def open(self, *, port: int, paths: list[str], in_flight: int = 200) -> dict[str, Any]:
        """Shake hands with so many at a time; count those that failed."""
        waiting, selector, done, failed = list(reversed(paths)), selectors.DefaultSelector(), 0, 0
        started = time.monotonic()
        while done + failed < len(paths):
            while waiting and len(selector.get_map()) < in_flight:
                self._knock(selector, port, waiting.pop())
            for key, _ in selector.select(timeout=30) or self._gave_up():
                selector.unregister(key.fileobj)
                opened = self._is_open(key.fileobj)
                done, failed = done + opened, failed + (not opened)
        return {"opened": done, "failed": failed, "seconds": time.monotonic() - started}

    def connect(self, *, port: int, n: int) -> dict[str, Any]:
        """Open plain connections without a handshake."""
        self.sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(n)]
        return {"opened": n}

    def hear(self, *, marker: str, within: float = 60) -> dict[str, Any]:
        """Wait until every socket has received the marker; when the first and the last did."""
        selector, needle, times = selectors.DefaultSelector(), marker.encode(), []
        for client in self.sockets:
            client.setblocking(False)
            selector.register(client, selectors.EVENT_READ)
        _say({"ready": True})
        deadline = time.monotonic() + within
        while len(times) < len(self.sockets) and time.monotonic() < deadline:
            for key, _ in selector.select(timeout=1):
                if needle in key.fileobj.recv(65536):  # type: ignore[union-attr]
                    times.append(time.monotonic())
                    selector.unregister(key.fileobj)
        selector.close()
        return {"heard": len(times), "first": times[0] if times else 0.0, "last": times[-1] if times else 0.0}

    def close(self) -> dict[str, Any]:
        for client in self.sockets:
            client.close()
        self.sockets = []
        return {}

    def _knock(self, selector: selectors.BaseSelector, port: int, path: str) -> None:
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(HANDSHAKE.format(path=path, port=port).encode())
        selector.register(client, selectors.EVENT_READ)

    def _is_open(self, client: Any) -> bool:
        try:
            opened: bool = client.recv(4096).startswith(b"HTTP/1.1 101")
        except OSError:
            opened = False
        if opened:
            self.sockets.append(client)
        return opened

    def _gave_up(self) -> list[Any]:
        raise TimeoutError("no handshake was answered for 30 s")


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    crowd = Crowd()
    for line in sys.stdin.buffer:
        command = orjson.loads(line)
        _say(getattr(crowd, command.pop("do"))(**command))


if __name__ == "__main__":
    main()
