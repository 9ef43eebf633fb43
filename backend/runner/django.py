"""Run Django's commands as children, with the servers and the same environment for each of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from backend import processes
from backend.binaries import EmbeddedError
from backend.embedded import Servers, servers
from backend.runner import translations
from backend.runner.install import ROOT, say


class Stopped(BaseException):
    """Somebody asked us to end (Ctrl-C, SIGTERM, a closed terminal)."""


def stop_on_signals() -> None:
    """Turn the first signal into Stopped and let nothing disturb the tidy end that follows."""

    def handle(number: int, _frame: FrameType | None) -> None:
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handle)


def var_folder(part: str = "") -> Path:
    """Where this run keeps its data: ENGAWA_VAR, or var/ in the project; tests and measures keep apart."""
    folder = Path(os.environ.get("ENGAWA_VAR") or ROOT / "var").resolve() / part
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def environment(var: Path, running: Servers, **more: str) -> dict[str, str]:
    """Everything a child needs to be the same program as its siblings."""
    fonts = ROOT / "fonts" / "fonts.conf"
    given = {"FONTCONFIG_FILE": str(fonts)} if fonts.exists() else {}
    return {
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "PYTHONUNBUFFERED": "1",
        **given,
        **os.environ,
        **running.environment(),
        "ENGAWA_VAR": str(var),
        **more,
    }


def python(arguments: Sequence[str], env: dict[str, str]) -> int:
    """Run a child on this terminal until it ends; a signal to us ends it first."""
    child = subprocess.Popen(
        [sys.executable, *arguments], env=env, preexec_fn=processes.ends_with_us(signal.SIGTERM)
    )
    try:
        return child.wait()
    except (Stopped, KeyboardInterrupt):
        processes.stop(child)
        raise


def manage(arguments: list[str]) -> int:
    """Run manage.py with the servers up; one that runs already is shared and left running."""
    return _with_servers(var_folder(), [str(ROOT / "manage.py"), *arguments])


def bench(arguments: list[str]) -> int:
    """Measure on servers of its own, with fsync as in production."""
    return _with_servers(var_folder("bench"), ["-m", "tests.bench", *arguments])


def _with_servers(var: Path, arguments: list[str]) -> int:
    stop_on_signals()
    translations.compile_all()
    try:
        with servers(var) as running:
            return python(arguments, environment(var, running))
    except Stopped as stopped:
        return 128 + int(stopped.args[0])
    except EmbeddedError as error:
        say(str(error))
        return 1
