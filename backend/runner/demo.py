"""`./run demo`: servers, data, then web, worker and beat side by side until somebody says stop."""

import argparse
import errno
import fcntl
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend import processes
from backend.binaries import EmbeddedError
from backend.embedded import forget, servers
from backend.runner import django, translations
from backend.runner.install import ROOT, say
from backend.runner.supervisor import Supervisor

_PATIENCE = 120.0


class RefusedError(Exception):
    """One clear sentence about why the demo does not start, and what to do."""


def main(arguments: list[str]) -> int:
    """Serve the demo; 0 after a stop or when it runs already, 1 with a sentence when it cannot."""
    options = _options(arguments)
    django.stop_on_signals()
    var = django.var_folder()
    try:
        with _only_one(var) as running_at:
            if running_at:
                return _already_running(running_at, options.port)
            _require_free(options.port or 8000)
            translations.compile_all()
            _serve(var, options)
    except django.Stopped:
        say("Everything this demo started has ended.")
        return 0
    except (RefusedError, EmbeddedError) as refusal:
        say(str(refusal))
        return 1
    return 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run demo")
    parser.add_argument("--port", type=int, metavar="N", help="default 8000")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    parser.add_argument(
        "--facility-list",
        action="append",
        default=[],
        metavar="FILE",
        help="facilities from a real list (CSV)",
    )
    options = parser.parse_args(arguments)
    for name in options.facility_list:
        if not Path(name).is_file():
            parser.error(f"{name} is not a file")
    return options


@contextmanager
def _only_one(var: Path) -> Iterator[str]:
    """Hold the data folder; yield the address at which another demo serves it, or nothing."""
    with (var / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            yield lock.read().strip() or "an address it is about to print"
            return
        lock.truncate(0)
        yield ""


def _already_running(url: str, port: int | None) -> int:
    if port is not None and not url.endswith(f":{port}"):
        raise RefusedError(
            f"This demo is served at {url} already. For a second one beside it give it its own data: "
            f"ENGAWA_VAR=/another/folder ./run demo --port {port}"
        )
    print(f"The demo is running already.\nREADY {url}", flush=True)
    return 0


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = "is used already" if error.errno == errno.EADDRINUSE else f"cannot be used ({error})"
            raise RefusedError(
                f"Port {port} {why}: stop that program, or choose another: ./run demo --port {port + 1}"
            ) from error


def _serve(var: Path, options: argparse.Namespace) -> None:
    if options.reset:
        if os.environ.get("DATABASE_URL"):
            raise RefusedError(
                "--reset empties only the embedded database: unset DATABASE_URL, or empty yours."
            )
        forget(var)
    port = options.port or 8000
    url = f"http://127.0.0.1:{port}"
    with servers(var) as running:
        say(f"Servers: {', '.join(running.started) or 'shared, they run already'}")
        env = django.environment(var, running, ENGAWA_BASE_URL=os.environ.get("ENGAWA_BASE_URL") or url)
        _prepare(env, options.facility_list)
        supervisor = Supervisor(_programs(var, port), env=env, logs=var / "log")
        try:
            supervisor.start("web")
            _await_health(url, supervisor)
            supervisor.start()
            (var / "demo.lock").write_text(url)
            _print_sign_ins(var / "demo-logins.json")
            print(f"READY {url}", flush=True)
            supervisor.watch()
        finally:
            supervisor.stop()


def _prepare(env: dict[str, str], facility_lists: list[str]) -> None:
    lists = [part for name in facility_lists for part in ("--facility-list", str(Path(name).resolve()))]
    if django.python([str(ROOT / "manage.py"), "demo", *lists], env) != 0:
        raise RefusedError("The demo's data could not be prepared; the reason stands above.")


def _programs(var: Path, port: int) -> dict[str, list[str]]:
    """The listen backlog of Daphne is 50 by itself; a town that signs on together needs thousands."""
    endpoint = f"tcp:{port}:interface=127.0.0.1:backlog=4096"
    celery = [sys.executable, "-m", "celery", "-A", "backend"]
    alone = ["--concurrency=1", "--without-gossip", "--without-mingle"]
    two = ["--concurrency=2", *alone[1:]]  # one hand may be busy with a clip
    return {
        "web": [
            sys.executable,
            "-m",
            "backend.patient",
            "-v",
            "0",
            "-e",
            endpoint,
            "backend.asgi:application",
        ],
        "worker": [*celery, "worker", "--queues=work", "--hostname=work@%h", "--loglevel=INFO", *two],
        "sender": [*celery, "worker", "--queues=delivery", "--hostname=sender@%h", "--loglevel=INFO", *alone],
        "watch": [sys.executable, "manage.py", "watch"],
        "beat": [*celery, "beat", "--loglevel=INFO", f"--schedule={var / 'beat-schedule'}", "--pidfile="],
    }


def _await_health(url: str, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _answers(f"{url}/healthz"):
        supervisor.look_after()
        if time.monotonic() > deadline or supervisor.failures("web") >= 3:
            raise RefusedError(f"The web server did not start:\n{processes.tail(supervisor.log('web'), 30)}")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _print_sign_ins(path: Path) -> None:
    if not path.exists():
        return
    print("Sign-ins:")
    for row in json.loads(path.read_text(encoding="utf-8")):
        print(f"  {row['kind']:<16} {row['login']:<32} {row['password']:<20} {row['name']}")
