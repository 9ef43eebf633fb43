"""PostgreSQL stops at once in the middle of a morning's rush: clients try again, nothing is lost or there twice."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

import psutil
import psycopg
from django.utils import timezone

from backend import processes
from backend.embedded import Servers, forget, servers
from mobile_web.tablets import COOKIE
from tests.backend.live_world import free_port
from tests.faults.processes import ROOT
from tests.notices.providers import wait_until

CHILDREN, HANDS, TOKEN = 60, 6, "a" * 32
# A facility with its children and a paired tablet, in a database of its own; says the tablet's secret and the ids.
WORLD = """
import json, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from backend.rowlevel import as_system
from facilities import services
from facilities.models import Role
from mobile_web.tablets import COOKIE
from tests import factories

with as_system():
    facility = factories.make_facility(factories.make_organisation())
    room = factories.make_classroom(facility)
    children = [str(factories.make_child(room).pk) for _ in range({children})]
    manager = factories.make_staff(Role.MANAGER, facility)
    made = services.offer_pairing(actor=manager, facility=facility, name="door")
client = Client(SERVER_NAME="127.0.0.1")
client.post("/tablet/pair/", {{"key": made.key}})
print(json.dumps([client.cookies[COOKIE].value, children]))
"""
SITE = """
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server
from django.core.wsgi import get_wsgi_application

class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64

make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), Threads).serve_forever()
"""


@contextmanager
def own_servers(var: Path) -> Iterator[Servers]:
    """A PostgreSQL and a Valkey that only this test knows."""
    before = {name: os.environ.pop(name, None) for name in ("DATABASE_URL", "REDIS_URL")}
    try:
        with servers(var) as running:
            yield running
    finally:
        os.environ.update({name: value for name, value in before.items() if value is not None})


def environment(running: Servers) -> dict[str, str]:
    own = {"DJANGO_SETTINGS_MODULE": "backend.settings", "PYTHONPATH": str(ROOT)}
    return {**os.environ, **running.environment(), **own}


def said(program: str, running: Servers) -> Any:
    """What a program of ours prints, as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(running), cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def stop_at_once(running: Servers) -> None:
    """As `pg_ctl stop -m immediate`: every connection breaks, nothing is written down first."""
    with psycopg.connect(running.database_url) as connection:
        postmaster = psutil.Process(connection.info.backend_pid).parent()
    assert postmaster
    postmaster.send_signal(signal.SIGQUIT)
    postmaster.wait(30)


def rows(running: Servers, query: str) -> list[tuple[Any, ...]]:
    """As the system reads, past row-level security."""
    with psycopg.connect(running.database_url) as connection:
        connection.execute("SELECT set_config('engawa.everything', 'on', false)")
        return connection.execute(query).fetchall()


def post(port: int, secret: str, child: str, fields: dict[str, str]) -> int:
    """One try; 0 where no answer came."""
    headers = {"Cookie": f"{COOKIE}={secret}; csrf={TOKEN}", "X-CSRFToken": TOKEN}
    headers |= {"X-Requested-With": "outbox", "Idempotency-Key": fields["id"]}
    request = Request(
        f"http://127.0.0.1:{port}/attendance/stamps/{child}/", urlencode(fields).encode(), headers
    )
    try:
        with urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code
    except (URLError, OSError):
        return 0


class Rush:
    """Tablets that send each stamp until it has arrived, as outbox.js does: no network and 5xx mean again."""

    def __init__(self, port: int, secret: str) -> None:
        self.port, self.secret = port, secret
        self.arrived = 0
        self.failed = 0
        self._lock = threading.Lock()

    def send(self, child: str) -> str:
        fields = {"id": str(uuid4()), "kind": "in", "method": "card", "device_at": timezone.now().isoformat()}
        wait_until(lambda: self._try(child, fields), seconds=120)
        return fields["id"]

    def _try(self, child: str, fields: dict[str, str]) -> bool:
        status = post(self.port, self.secret, child, fields)
        assert status in (0, 200) or status >= 500, status
        with self._lock:
            self.arrived += status == 200
            self.failed += status != 200
        return status == 200


@contextmanager
def site(running: Servers, folder: Path) -> Iterator[int]:
    port = free_port()
    log = folder / "site.log"
    process = processes.spawn(
        [sys.executable, "-c", SITE, str(port)], log=log, env=environment(running), cwd=ROOT
    )
    try:
        wait_until(lambda: post(port, "nobody", str(uuid4()), {"id": str(uuid4())}) != 0, seconds=90)
        yield port
    finally:
        process.kill()
        process.wait(10)


def test_a_rush_of_stamps_outlives_a_database_that_stops_at_once(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with own_servers(var) as running:
        secret, children = said(WORLD.format(children=CHILDREN), running)
        with site(running, tmp_path) as port, ThreadPoolExecutor(HANDS) as hands:
            rush = Rush(port, secret)
            sent = [hands.submit(rush.send, child) for child in children]
            wait_until(lambda: rush.arrived >= CHILDREN // 4, seconds=120)
            stop_at_once(running)
            wait_until(lambda: rush.failed > 0, seconds=60)
            with own_servers(var) as again:
                ids = sorted(one.result(timeout=240) for one in sent)
                kept = rows(again, "SELECT id::text, child_id::text FROM attendance_stamp")
                here = rows(again, "SELECT child_id::text FROM attendance_attendance WHERE is_here")

    forget(var)
    assert rush.failed > 0
    assert sorted(key for key, _child in kept) == ids
    assert sorted(child for _key, child in kept) == sorted(children) == sorted(row[0] for row in here)
