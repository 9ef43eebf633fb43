"""The product as one serves it, on the database of the test: a web server and a broker that may be stopped."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from backend import processes
from tests.backend.live_world import Broker, eventually, free_port
from tests.faults.processes import database_url
from tests.photos.stripe_double import SECRET

ROOT = Path(__file__).resolve().parents[2]
TAKES_CARDS = UUID("01934000-0000-7000-8000-00000000ca2d")  # an organisation made with this id


@dataclass
class Site:
    """Daphne with our application, static files collected, and its own Valkey."""

    folder: Path
    port: int = field(default_factory=free_port)
    card_port: int = field(default_factory=free_port)
    broker: Broker = field(init=False)
    process: processes.Process | None = None
    helpers: list[processes.Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.broker = Broker(self.folder)

    @property
    def url(self) -> str:
        """A name that browsers trust with service workers and push."""
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        account = {"key": "sk_test_1", "webhook_secrets": [SECRET]}
        return {
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            **os.environ,
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.broker.url,
            "ENGAWA_VAR": str(self.folder),
            "ENGAWA_BASE_URL": self.url,
            "ENGAWA_PUSH_ALLOW_PRIVATE": "1",
            "ENGAWA_DB_POOL": "8",
            "ENGAWA_CARD_API": f"http://127.0.0.1:{self.card_port}",
            "ENGAWA_CARD_ACCOUNTS": json.dumps({str(TAKES_CARDS): account}),
        }

    def start(self) -> None:
        self.broker.start()
        collect = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput", "-v0"]
        subprocess.run(collect, env=self.environment, check=True, cwd=ROOT)
        serve = [
            "-m",
            "daphne",
            "-v",
            "0",
            "-e",
            f"tcp:{self.port}:interface=127.0.0.1",
            "backend.asgi:application",
        ]
        self.process = processes.spawn([sys.executable, *serve], log=self.log, env=self.environment, cwd=ROOT)
        eventually(self.answers, within=60)

    def work(self) -> None:
        """A Celery worker with the clock inside."""
        clock = ["--beat", f"--schedule={self.folder / 'beat'}", "--concurrency=1"]
        lonely = ["--without-gossip", "--without-mingle", "--loglevel=INFO"]
        argv = [sys.executable, "-m", "celery", "-A", "backend", "worker", *clock, *lonely]
        self.helpers.append(
            processes.spawn(argv, log=self.folder / "worker.log", env=self.environment, cwd=ROOT)
        )

    def rest(self) -> None:
        """End the worker."""
        while self.helpers:
            processes.stop(self.helpers.pop())

    def stop(self) -> None:
        self.rest()
        if self.process is not None:
            processes.stop(self.process)
        self.broker.stop()

    @property
    def log(self) -> Path:
        return self.folder / "web.log"

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
