"""However a demo is told to end, once, twice or by `kill -9`: none of its programs is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.runner.install import ROOT
from backend.runner.supervisor import Supervisor

PATIENCE = 20.0
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
# Ends a second after it was asked, as a worker does that finishes its task; says so.
SLOW = (
    "import os, signal, sys, time\n"
    "def end(*_): print('asked', flush=True); time.sleep(1); sys.exit()\n"
    "signal.signal(signal.SIGTERM, end); print(os.getpid(), flush=True); time.sleep(60)"
)
STUBBORN = (
    "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print(os.getpid(), flush=True); time.sleep(60)"
)
SUPERVISING = (
    "import os, sys; from pathlib import Path\n"
    "from backend.runner import django; from backend.runner.supervisor import Supervisor\n"
    "django.stop_on_signals()\n"
    "both = {name: [sys.executable, '-c', sys.argv[2]] for name in ('one', 'two')}\n"
    "supervisor = Supervisor(both, env=dict(os.environ), logs=Path(sys.argv[1]))\n"
    "try:\n supervisor.start(); supervisor.watch()\nfinally:\n supervisor.stop()"
)


@contextmanager
def supervising(folder: Path, code: str) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """A supervisor with two programs that run already, and their numbers."""
    command = [sys.executable, "-c", SUPERVISING, str(folder), code]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as supervisor:
        try:
            yield supervisor, [int(_first_line(folder / f"{name}.log")) for name in ("one", "two")]
        finally:
            supervisor.kill()


@pytest.mark.parametrize("again", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_second_signal_abandons_nobody(tmp_path: Path, again: signal.Signals) -> None:
    with supervising(tmp_path, SLOW) as (supervisor, programs):
        supervisor.send_signal(signal.SIGTERM)
        _await(lambda: "asked" in (tmp_path / "one.log").read_text())
        supervisor.send_signal(again)
        supervisor.wait(PATIENCE)

    assert [_is_gone(pid) for pid in programs] == [True, True]
    assert "asked" in (tmp_path / "two.log").read_text()


def test_two_signals_at_once_abandon_nobody(tmp_path: Path) -> None:
    with supervising(tmp_path, SLOW) as (supervisor, programs):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM):
            supervisor.send_signal(number)
        supervisor.wait(PATIENCE)

    assert [_is_gone(pid) for pid in programs] == [True, True]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_a_killed_supervisor_takes_along_even_who_does_not_listen(tmp_path: Path) -> None:
    with supervising(tmp_path, STUBBORN) as (supervisor, programs):
        supervisor.kill()
        supervisor.wait(PATIENCE)

    _await(lambda: all(_is_gone(pid) for pid in programs))


def test_what_a_program_left_behind_ends_too(tmp_path: Path) -> None:
    code = f"import subprocess; print(subprocess.Popen({SLEEPER!r}).pid, flush=True)"
    supervisor = Supervisor({"short": [sys.executable, "-c", code]}, env=dict(os.environ), logs=tmp_path)
    supervisor.start()
    orphan = int(_first_line(tmp_path / "short.log"))

    supervisor.stop()

    _await(lambda: _is_gone(orphan))


def _first_line(log: Path) -> str:
    _await(lambda: log.exists() and "\n" in log.read_text())
    return log.read_text().splitlines()[0]


def _await(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    try:
        return "State:\tZ" in status.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
