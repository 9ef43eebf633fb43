"""A broker that can be stopped, a server with the live application, and pages that listen to it."""

import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any
from urllib.request import urlopen
from uuid import UUID, uuid4

import orjson
import redis
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from backend import binaries, processes, tickets

ROOT = Path(__file__).resolve().parents[2]
HINTS = ("live.beat", "live.resync", "live.deaf")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(holds: Callable[[], bool], within: float = 20) -> None:
    """Wait until it holds; fail with the function's name if it never does."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"never came true: {holds}"
        time.sleep(0.02)


@dataclass
class Broker:
    """A real Valkey that a test may stop and start on the same port."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", ""]
        self.process = processes.spawn(
            [binaries.valkey_program(), *where, "--daemonize", "no"], log=self.folder / "valkey.log"
        )
        eventually(self.answers)

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process)
            self.process = None

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@dataclass
class LiveServer:
    """The live application under uvicorn or Daphne in a process of its own."""

    kind: str
    broker_url: str
    channel: str
    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, subscribed: bool = True) -> "LiveServer":
        env = {**os.environ, "REDIS_URL": self.broker_url, "LIVE_CHANNEL": self.channel, **self.extra}
        self.process = processes.spawn(
            [sys.executable, "-m", *self._command()], log=self.folder / f"{self.kind}.log", env=env, cwd=ROOT
        )
        eventually(self.is_subscribed if subscribed else self.answers)
        return self

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def state(self) -> tuple[int, bool]:
        """How many sockets the hub holds, and whether it hears the broker."""
        with urlopen(f"{self.origin}/state", timeout=5) as answer:
            sockets, subscribed = answer.read().split()
        return int(sockets), subscribed == b"1"

    def answers(self) -> bool:
        try:
            return self.state()[0] == 0
        except OSError:
            return False

    def is_subscribed(self) -> bool:
        try:
            return self.state()[1]
        except OSError:
            return False

    def _command(self) -> list[str]:
        application = "tests.backend.live_server:application"
        if self.kind == "daphne":
            return ["daphne", "-e", f"tcp:{self.port}:interface=127.0.0.1:backlog=4096", application]
        options = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--log-level", "warning"]
        return ["uvicorn", "--port", str(self.port), *options, application]


def ticket(*topics: str, user_id: UUID | None = None, expires_in: float = 60) -> str:
    return tickets.mint(
        tickets.Ticket(
            user_id=user_id or uuid4(),
            topics=topics,
            readers=(tickets.Reader(uuid4(), uuid4(), (uuid4(),), True),),
            expires_at=int(time.time() + expires_in),
            session="test",
        )
    )


class Page:
    """What an open page hears; beats and resync hints are kept apart from events."""

    def __init__(self, server: LiveServer, token: str, *, origin: str | None = None, **options: Any) -> None:
        connecting = connect(
            f"ws://127.0.0.1:{server.port}/live/ws?t={token}",
            additional_headers={"Origin": origin or server.origin},
            compression=None,
            proxy=None,
            **options,
        )
        self.socket: ClientConnection = connecting.__enter__()
        self.hints: list[str] = []

    def hears(self, within: float = 5) -> dict[str, Any] | None:
        """The next event, or None when nothing came in time."""
        deadline = time.monotonic() + within
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = orjson.loads(self.socket.recv(timeout=left))
            except TimeoutError:
                return None
            if message["type"] not in HINTS:
                return dict(message)
            self.hints.append(message["type"])
        return None

    def closing_code(self, within: float = 10) -> int:
        """Listen until the server closes, and give its code."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                self.socket.recv(timeout=max(0.01, deadline - time.monotonic()))
            except ConnectionClosed as closed:
                assert closed.rcvd is not None
                return closed.rcvd.code
            except TimeoutError:
                break
        raise AssertionError("the server did not close the socket")

    def close(self) -> None:
        self.socket.close()
