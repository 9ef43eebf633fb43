"""Child processes that never outlive the one that started them, not even after `kill -9`."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

Process = subprocess.Popen[bytes]

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def ends_with_us(death_signal: int) -> Callable[[], None]:
    """Give the step between fork and exec that asks the kernel for a signal when the parent is gone."""
    parent = os.getpid()

    def arrange() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return arrange


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    uid: int | None = None,
    gid: int | None = None,
    death_signal: int = signal.SIGTERM,
) -> Process:
    """Start a process in its own group, so that Ctrl-C reaches it only through us, in our order."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            user=uid,
            group=gid,
            extra_groups=[] if uid is not None else None,
            start_new_session=True,
            preexec_fn=ends_with_us(death_signal),
        )


def stop(process: Process, *, ask: int = signal.SIGTERM, patience: float = 20) -> None:
    """Ask the process to end; when patience (seconds) runs out, kill its whole group."""
    if process.poll() is None:
        process.send_signal(ask)
        wait_or_kill(process, patience=patience)


def wait_or_kill(process: Process, *, patience: float) -> None:
    """Wait for a process that was asked to end."""
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        kill_group(process)
        process.wait()


def kill_group(process: Process) -> None:
    """End the process and its children at once; one that shares our group dies alone."""
    if os.getpgid(process.pid) == process.pid:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def kill_rest(process: Process) -> None:
    """End what a process that has ended left behind in its group, such as the hands of a worker."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def is_running(pid: int, *, called: str) -> bool:
    """Tell whether the pid is alive and is the program named; numbers are used again, names tell."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return called in Path(f"/proc/{pid}/comm").read_text()
    except FileNotFoundError:
        return sys.platform != "linux"


def tail(log: Path, lines: int = 15) -> str:
    """Give the last lines of a log, for the sentence that says why something did not start."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(no log)"
