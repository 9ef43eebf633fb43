"""Web push: encryption beside one ECDH, sending beside a bare loop, batches beside a task a guardian."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils import timezone

from backend.celery import app
from backend.ids import uuid7
from facilities.models import Guardian, Organisation
from notices.delivery.encryption import decode64, encrypt
from notices.delivery.notice_parcels import NoticeParcel
from notices.delivery.push import PushSender, headers_of, payload_of
from notices.delivery.vapid import authorization
from notices.models import Channel, Delivery, Notice, PushSubscription
from tests import factories
from tests.bench.registry import Row, measure, row
from tests.bench.wires import cpu_seconds
from tests.notices.providers import Browser, b64, point_of, wait_until
from tests.notices.world import make_ward

ROUNDS = 7
ROOT = Path(__file__).resolve().parents[2]


def medians(rounds: int, *works: Callable[[], float]) -> list[float]:
    """The median cost of each, measured in turn."""
    costs = [[work() for work in works] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*costs, strict=True)]


def cpu(work: Callable[[], object], count: int) -> float:
    """Microseconds of this process for each of `count`."""
    before = time.process_time()
    work()
    return (time.process_time() - before) / count * 1e6


@measure("push_encryption")
def encryption() -> Iterator[Row]:
    """One message, as RFC 8291 wants it, beside the one ECDH that it cannot do without."""
    count = 300
    browser = Browser("https://push.example.com/1")
    point, payload = point_of(browser.key), os.urandom(260)
    own, theirs = ec.generate_private_key(ec.SECP256R1()), browser.key.public_key()

    def ours() -> float:
        return cpu(lambda: [encrypt(payload, point, browser.secret) for _ in range(count)], count)

    def ceiling() -> float:
        return cpu(lambda: [own.exchange(ec.ECDH(), theirs) for _ in range(count)], count)

    ours()
    measured, bare = medians(ROUNDS, ours, ceiling)
    yield row(n=count, measured=measured, ceiling=bare, unit="us CPU", goal=3.5)


@contextmanager
def sink(*delay: str) -> Iterator[str]:
    """The address of a push service in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sink", *delay], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()


@measure("push_sending")
def sending() -> Iterator[Row]:
    """A batch by the product beside a bare loop on 50 kept connections that encrypts and sends."""
    count = 500
    settings.PUSH_ALLOW_PRIVATE_ENDPOINTS = True
    with sink() as origin, PushSender() as sender:
        parcels = [_parcel(origin, number) for number in range(count)]
        sender.send(parcels)

        def ours() -> float:
            return cpu(lambda: sender.send(parcels), count)

        def ceiling() -> float:
            return cpu(lambda: asyncio.run(_bare(origin, parcels)), count)

        measured, bare = medians(ROUNDS, ours, ceiling)
        assert {str(sent.outcome.state) for sent in sender.send(parcels)} == {"handed_over"}
    yield row(n=count, measured=measured, ceiling=bare, unit="us CPU", goal=3.5)


def _parcel(origin: str, number: int) -> NoticeParcel:
    browser = Browser(f"{origin}/push/{number}")
    organisation = Organisation(name="ベンチ区", office_name="保育課")
    notice = Notice(
        organisation=organisation, urgency="emergency", title="休園", body="{施設名}もお休みです。"
    )
    guardian = Guardian(language="ja")
    delivery = Delivery(
        id=number, notice_id=notice.pk, guardian_id=guardian.pk, household_id=uuid7(), channel="push"
    )
    known = PushSubscription(
        endpoint=browser.endpoint, p256dh=b64(point_of(browser.key)), auth=b64(browser.secret)
    )
    return NoticeParcel(delivery, notice, guardian, ("園",), timezone.now() + timedelta(hours=4), (known,))


async def _bare(origin: str, parcels: list[NoticeParcel]) -> None:
    place = urlsplit(origin)
    waiting, payload = iter(parcels), payload_of(parcels[0])

    async def work() -> None:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        for parcel in waiting:
            browser = parcel.subscriptions[0]
            body = encrypt(payload, decode64(browser.p256dh), decode64(browser.auth))
            headers = {**headers_of(parcel), "Authorization": authorization(origin), "Host": place.netloc}
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            start = f"POST {urlsplit(browser.endpoint).path} HTTP/1.1\r\n{lines}"
            writer.write(f"{start}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            await reader.readuntil(b"\r\n\r\n")
        writer.close()

    await asyncio.gather(*(work() for _ in range(50)))


@measure("push_batches")
def batches() -> Iterator[Row]:
    """Messages a second: batches of 500 beside one task for each guardian, by one worker process.

    The push service takes 20 ms for an answer, as real ones do; CPU is that of the worker and of queueing.
    """
    batched, alone = 2000, 60
    with sink("0.02") as origin, worker() as pid:
        queued = _queue(origin, batched)

        def ours() -> Cost:
            return _cost(pid, queued, lambda: [app.send_task("notices.tasks.deliver", [Channel.PUSH])])

        def one_each() -> Cost:
            few = queued[:alone]
            return _cost(
                pid,
                few,
                lambda: [app.send_task("bench.send_one", [*map(str, key)]) for key in few],
                is_held=True,
            )

        ours(), one_each()
        costs = [(ours(), one_each()) for _ in range(3)]
    for unit, goal in (("wall", 20.0), ("cpu", None)):
        batch, each = (
            statistics.median(getattr(cost, unit) for cost in side) for side in zip(*costs, strict=True)
        )
        unit_of_both = f"messages/{unit} s"
        yield row(
            n=batched, measured=1 / batch, ceiling=1 / each, unit=unit_of_both, goal=goal, better="higher"
        )


@dataclass(frozen=True)
class Cost:
    """Seconds a message."""

    wall: float
    cpu: float


@contextmanager
def worker() -> Iterator[int]:
    """A Celery worker that is warm; gives its process id."""
    lean = [
        "--pool=solo",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel=WARNING",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "backend", "worker", "-I", "tests.bench.one_each", *lean],
        cwd=ROOT,
        env={**os.environ, "ENGAWA_PUSH_ALLOW_PRIVATE": "1", "ENGAWA_LOG_LEVEL": "WARNING"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _queue(origin: str, count: int) -> list[tuple[UUID, UUID]]:
    """Deliveries (notice, guardian) of one notice to `count` guardians with a browser each, and nothing else to do."""
    Delivery.objects.all().delete()
    ward = make_ward(count, with_mail=0, push_origin=origin)
    notice = factories.make_notice(ward.office, ward.organisation)
    rows = Delivery.objects.filter(notice=notice, channel=Channel.PUSH)
    return list(rows.values_list("notice_id", "guardian_id"))


def _cost(
    pid: int, queued: list[tuple[UUID, UUID]], begin: Callable[[], object], *, is_held: bool = False
) -> Cost:
    """Queue these deliveries again, begin, wait for the last.

    Held rows are out of the batches' reach: the last look of a batch that has just ended would take them too.
    """
    now = timezone.now()
    lease = now + timedelta(hours=1) if is_held else None
    rows = Delivery.objects.filter(
        notice=queued[0][0], guardian__in=[guardian for _notice, guardian in queued]
    )
    rows.update(state="queued", settled_at=None, lease_until=lease, token=0, attempts=0, due_at=now)
    worker_before, here_before, wall_before = cpu_seconds(pid), time.thread_time(), time.monotonic()
    begin()
    here = time.thread_time() - here_before
    wait_until(lambda: not rows.filter(state="queued").exists(), seconds=120, every=0.02)
    wall = time.monotonic() - wall_before
    return Cost(wall / len(queued), (cpu_seconds(pid) - worker_before + here) / len(queued))
