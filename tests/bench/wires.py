"""Servers and crowds of clients in processes of their own, and what they cost by the system's accounting."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import orjson

from backend import processes
from tests.backend.live_world import eventually, free_port

ROOT = Path(__file__).resolve().parents[2]
NO_DATABASE = "postgresql://127.0.0.1:1/none"
SPARE_FILES = 200


def raise_file_limit(wanted: int) -> bool:
    """Tell whether this process and its children may hold so many sockets, after asking for more."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
        except (ValueError, OSError):
            return False
    else:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return True


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far, to the nanosecond where the kernel counts it, else in ticks."""
    spent = sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    if spent:
        return spent / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kb(pid: int) -> int:
    """Proportional set size of a process in kB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise LookupError("Pss")


class Server:
    """A server process on a port; `{port}` in its command is replaced."""

    def __init__(self, *command: str, **environment: str) -> None:
        self.port = free_port()
        self.log = Path(tempfile.mkdtemp()) / "server.log"
        self.process = processes.spawn(
            [sys.executable, *(part.format(port=self.port) for part in command)],
            log=self.log,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            cwd=ROOT,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def uvicorn(application: str, **environment: str) -> Iterator[Server]:
    """An ASGI application under one uvicorn process, as a deployment with thousands of sockets runs it.

    Without its pings: the crowd answers none, and would be cut off after forty seconds.
    """
    options = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--log-level", "warning"]
    options += ["--ws-ping-interval", "0"]
    server = Server(
        "-m", "uvicorn", application, "--port", "{port}", "--backlog", "4096", *options,
        DJANGO_SETTINGS_MODULE="backend.settings", DATABASE_URL=NO_DATABASE, **environment,
    )  # fmt: skip
    try:
        eventually(lambda: _listens(server), within=60)
        yield server
    finally:
        server.stop()


class Helper:
    """A child that takes and gives one JSON line at a time."""

    def __init__(self, module: str, *arguments: str) -> None:
        self.process: Popen[bytes] = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=PIPE,
            stdout=PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    def tell(self, **command: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(orjson.dumps(command) + b"\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return dict(orjson.loads(self.process.stdout.readline()))

    def ask(self, **command: Any) -> dict[str, Any]:
        self.tell(**command)
        return self.answer()

    def __enter__(self) -> "Helper":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def settled(pid: int, quiet: float = 0.1) -> float:
    """The CPU time of a process once it has stopped working."""
    before = cpu_seconds(pid)
    while True:
        time.sleep(quiet)
        now = cpu_seconds(pid)
        if now - before < quiet / 10:
            return now
        before = now


def _listens(server: Server) -> bool:
    import socket

    if server.process.poll() is not None:
        raise RuntimeError(processes.tail(server.log))
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
    except OSError:
        return False
    return True
