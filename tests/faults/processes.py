"""The product's own processes, started against the database of the test and a broker of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from celery import Celery
from django.db import connection

from backend import processes
from backend.embedded import forget, servers

ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """The test database as another process names it."""
    names = connection.settings_dict
    place = quote(str(names["HOST"] or "localhost"), safe="") + (f":{names['PORT']}" if names["PORT"] else "")
    person = quote(names["USER"]) + (f":{quote(names['PASSWORD'])}" if names["PASSWORD"] else "")
    return f"postgresql://{person}@{place}/{names['NAME']}"


@contextmanager
def broker(var: Path) -> Iterator[str]:
    """A Valkey that only this test knows, so that it may be stopped; gives its address."""
    before = {name: os.environ.pop(name, None) for name in ("DATABASE_URL", "REDIS_URL")}
    os.environ["DATABASE_URL"] = database_url()
    try:
        with servers(var, durable=False) as running:
            yield running.redis_url
        forget(var)
    finally:
        os.environ.pop("DATABASE_URL")
        os.environ.update({name: value for name, value in before.items() if value is not None})


class House:
    """Starts workers and commands, and ends what it started."""

    def __init__(self, folder: Path, redis_url: str, *, smtp_port: int) -> None:
        self.folder = folder
        self.redis_url = redis_url
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "REDIS_URL": redis_url,
            "ENGAWA_VAR": str(folder),
            "ENGAWA_PUSH_ALLOW_PRIVATE": "1",
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "DJANGO_SETTINGS_MODULE": "backend.settings",
        }
        self._running: list[processes.Process] = []

    def worker(self) -> processes.Process:
        """A Celery worker with two hands and the clock inside, as the demo has them in two processes."""
        clock = ["--beat", f"--schedule={self.folder / 'beat'}"]
        lean = ["--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=INFO"]
        process = processes.spawn(
            [sys.executable, "-m", "celery", "-A", "backend", "worker", *lean, *clock],
            log=self.folder / "worker.log",
            env=self.env,
            cwd=ROOT,
        )
        self._running.append(process)
        return process

    def kill(self, process: processes.Process) -> None:
        """As when the machine loses power: the process and its children, without a word."""
        os.killpg(process.pid, 9)
        process.wait(10)

    def run(self, *argv: str) -> str:
        """A command of manage.py; gives what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *argv],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def wake(self, task: str) -> None:
        """What a request does after it committed."""
        with Celery(broker=self.redis_url.replace("unix://", "redis+socket://").split("?")[0]) as app:
            app.send_task(task, ignore_result=True)

    def close(self) -> None:
        for process in self._running:
            if process.poll() is None:
                self.kill(process)
