"""The demo's server keeps little of an archive in memory, however slowly it is read, and sends all of it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.slow_site import PIECE, PIECES
from tests.faults.processes import ROOT

MOST = 40  # MB


@pytest.fixture
def server() -> Iterator[tuple[int, int]]:
    """Its process, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["-m", "backend.patient", "-v", "0", "-p", str(port), "tests.backend.slow_site:application"]
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT)
    try:
        yield process.pid, port
    finally:
        process.kill()
        process.wait()


def memory(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4 // 1024


def asked(port: int) -> socket.socket:
    for _ in range(300):
        try:
            reader = socket.create_connection(("127.0.0.1", port), timeout=30)
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            reader.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return reader
    raise AssertionError("it did not start")


def test_a_slow_reader_fills_no_memory_and_gets_everything(server: tuple[int, int]) -> None:
    pid, port = server
    with asked(port) as reader:
        head = reader.recv(65_536)
        before = memory(pid)
        time.sleep(2)
        grown = memory(pid) - before
        whole = len(head.partition(b"\r\n\r\n")[2])
        while piece := reader.recv(1_000_000):
            whole += len(piece)

    assert grown < MOST
    assert whole == len(PIECE) * PIECES


def test_a_reader_who_goes_in_the_middle_stops_nobody(server: tuple[int, int]) -> None:
    _pid, port = server
    for _ in range(3):
        with asked(port) as gone:
            gone.recv(65_536)

    with asked(port) as reader:
        assert reader.recv(65_536).startswith(b"HTTP/1.1 200")
