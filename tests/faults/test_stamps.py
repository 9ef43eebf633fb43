"""Stamps survive what machines do: a web process that dies, no broker, requests twice, late and in any order."""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from attendance.fold import fold
from attendance.models import Attendance, Stamp
from backend import processes
from facilities import services
from facilities.models import Child, Facility
from mobile_web.tablets import COOKIE
from tests.backend.live_world import free_port
from tests.faults.processes import ROOT, database_url
from tests.notices.providers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
NOWHERE = "unix:///nowhere/valkey.sock?db=0"
# The product's own application; with a mark it stands still when the work is committed and nothing answered.
SITE = """
import sys, time
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server
from django.core.wsgi import get_wsgi_application

application, mark = get_wsgi_application(), sys.argv[2]

def site(environ, start_response):
    answer = application(environ, start_response)
    if mark:
        Path(mark).write_text("done")
        time.sleep(600)
    return answer

make_server("127.0.0.1", int(sys.argv[1]), site).serve_forever()
"""


@dataclass
class Tablet:
    """What a paired tablet has: its cookie."""

    secret: str

    def post(self, port: int, child: Child, fields: dict[str, object], *, patience: float = 30) -> int:
        """Send one stamp; 0 where no answer came."""
        address = f"http://127.0.0.1:{port}{reverse('attendance_stamp', args=[child.pk])}"
        headers = {"Cookie": f"{COOKIE}={self.secret}; csrf={TOKEN}", "X-CSRFToken": TOKEN}
        headers |= {"X-Requested-With": "outbox", "Idempotency-Key": str(fields["id"])}
        try:
            with urlopen(Request(address, urlencode(fields).encode(), headers), timeout=patience) as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code
        except (URLError, OSError):
            return 0


TOKEN = "a" * 32


@pytest.fixture
def tablet(manager: User, facility: Facility) -> Tablet:
    made = services.offer_pairing(actor=manager, facility=facility, name="玄関")
    client = Client()
    client.post(reverse("tablet_pair"), {"key": made.key})
    return Tablet(client.cookies[COOKIE].value)


@contextmanager
def site(
    folder: Path, *, stops_at: Path | None = None, redis_url: str = ""
) -> Iterator[tuple[processes.Process, int]]:
    """The product in a process of its own against the database of the test."""
    port, program = free_port(), folder / "site.py"
    program.write_text(SITE)
    env = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "backend.settings"}
    env |= {"PYTHONPATH": str(ROOT)} | ({"REDIS_URL": redis_url} if redis_url else {})
    command = [sys.executable, str(program), str(port), str(stops_at or "")]
    process = processes.spawn(command, log=folder / "site.log", env=env, cwd=ROOT)
    try:
        wait_until(lambda: _listens(port), seconds=60)
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def _listens(port: int) -> bool:
    import socket

    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def scan(kind: str = "in", **fields: object) -> dict[str, object]:
    values = {"id": str(uuid4()), "kind": kind, "method": "card", "device_at": timezone.now().isoformat()}
    return {**values, **fields}


def test_a_stamp_whose_answer_was_lost_with_its_process_is_there_once_after_the_replay(
    tmp_path: Path, tablet: Tablet, child: Child
) -> None:
    one, mark = scan(), tmp_path / "mark"
    with site(tmp_path, stops_at=mark) as (process, port):
        assert tablet.post(port, child, one, patience=0.2) == 0
        wait_until(mark.exists, seconds=60)
        process.kill()
        process.wait(10)
    assert Stamp.objects.count() == 1

    with site(tmp_path) as (_process, port):
        wait_until(lambda: tablet.post(port, child, one) == 200, seconds=60)

    assert (Stamp.objects.count(), Attendance.objects.get().is_here) == (1, True)


def test_without_a_broker_a_stamp_is_saved_and_answered(tmp_path: Path, tablet: Tablet, child: Child) -> None:
    with site(tmp_path, redis_url=NOWHERE) as (_process, port):
        assert tablet.post(port, child, scan()) == 200

    assert Attendance.objects.get().is_here


@pytest.mark.parametrize("seed", range(5))
def test_requests_twice_late_and_in_any_order_come_to_one_truth(
    seed: int, teacher: User, child: Child, facility: Facility
) -> None:
    chance, day = random.Random(seed), _yesterday_at_eight()
    stamps = [_some(chance, day) for _n in range(chance.randint(4, 9))]
    sent = [*stamps, *chance.sample(stamps, 3)]
    chance.shuffle(sent)
    client = Client()
    client.force_login(teacher)

    for fields in sent:
        answer = client.post(
            reverse("attendance_stamp", args=[child.pk]), fields, headers={"X-Requested-With": "outbox"}
        )
        assert answer.status_code == 200

    truth = fold([_fact(fields) for fields in stamps], timedelta(minutes=30))
    kept = Attendance.objects.get()
    assert Stamp.objects.count() == len(stamps)
    assert (kept.arrived_at, kept.left_at, kept.is_here) == (truth.arrived_at, truth.left_at, truth.is_here)
    assert [[_time(at) for at in stay] for stay in kept.stays] == [
        [s.came_at, s.left_at] for s in truth.stays
    ]


def _yesterday_at_eight() -> datetime:
    return timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=1)


def _some(chance: random.Random, day: datetime) -> dict[str, object]:
    at = day + timedelta(minutes=chance.randint(0, 600))
    key = UUID(int=chance.getrandbits(128), version=4)
    return scan(chance.choice(["in", "out", "either"]), id=str(key), device_at=at.isoformat())


def _fact(fields: dict[str, object]) -> Stamp:
    at = datetime.fromisoformat(str(fields["device_at"]))
    return Stamp(id=UUID(str(fields["id"])), kind=str(fields["kind"]), at=at)


def _time(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None
