"""The cable between a browser and the site. What is cut is cut for everybody: pages, workers, a closing browser."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from tests.backend.live_world import free_port

CHUNK = 65_536


@dataclass
class Cable:
    """Forwards what arrives at its own port to the site's, until it is cut."""

    to: int
    port: int = field(default_factory=free_port)
    _ends: set[socket.socket] = field(default_factory=set)
    _door: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def mend(self) -> None:
        """Let traffic through (again)."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._welcome, args=(self._door,), daemon=True).start()

    def cut(self) -> None:
        """Nobody gets through from here on, and who was talking is cut off."""
        door, self._door = self._door, None
        for end in [*([door] if door else []), *self._ends]:
            _hang_up(end)
        self._ends.clear()

    def _welcome(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                if self._door is not door:
                    return _hang_up(near)
                far = socket.create_connection(("127.0.0.1", self.to))
                self._ends |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(CHUNK):
                other.sendall(data)
        self._ends -= {one, other}
        _hang_up(one)
        _hang_up(other)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
