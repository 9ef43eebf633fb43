"""Pages and hot JSON beside an empty page and `.values()` + orjson on the same handler, and under 32 connections."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.request import urlopen

import aiohttp
import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.utils import timezone

from accounts.models import User
from facilities.models import Classroom, Enrolment, Guardian, Role, StaffMember, StaffPost
from notices.models import Notice
from notices.services import freeze_recipients
from tests.backend.live_world import eventually
from tests.bench import world
from tests.bench.publish import _release_without_worker
from tests.bench.registry import Row, measure, row
from tests.bench.wires import Server

CALLS = 14
ROUNDS = 15
NOTICES = 50
CHILDREN = 30
LOAD_SECONDS = 10
CONNECTIONS = 32


def values_and_orjson(request: HttpRequest) -> HttpResponse:
    """The floor of a list of 50 notices for one family: the same rows, nothing but the columns."""
    rows = Notice.objects.received_by(request.user).order_by("-published_at")[:NOTICES]  # type: ignore[arg-type]
    columns = rows.values(
        "id", "state", "urgency", "title", "is_drill", "published_at", "valid_until", "facility"
    )
    return HttpResponse(
        orjson.dumps({"results": list(columns)}, default=str), content_type="application/json"
    )


def empty_page(request: HttpRequest) -> HttpResponse:
    """The floor of a page: the same middleware and session, a template without words."""
    assert request.user.is_authenticated
    return render(request, "refused.html", {"error": None})


urlpatterns = [
    path("floor/json", values_and_orjson),
    path("floor/page", empty_page),
    path("", include("backend.urls")),
]


@measure("pages")
def pages() -> Iterator[Row]:
    """CPU milliseconds a request of this process, in interleaved rounds."""
    guardian, office, notice = _family_with_notices()
    phone, desk = _client(guardian), _client(office)
    with override_settings(ROOT_URLCONF="tests.bench.pages"):
        pairs: list[tuple[str, Client, str, str, float | None]] = [
            ("list of 50 notices as JSON", phone, "/api/v1/notices/?limit=50", "/floor/json", 1.5),
            ("guardian's home", phone, "/home/", "/floor/page", 4.0),
            ("guardian's notices", phone, "/notices/", "/floor/page", 4.0),
            ("class board of 30 children", _client(_teacher_of_thirty()), "/board/", "/floor/page", 4.0),
            (
                "reach page, with a call list of 100",
                desk,
                f"/office/notices/{notice.pk}/reach/",
                "/floor/page",
                None,
            ),
        ]
        for name, client, ours, floor, goal in pairs:
            mine, theirs = _interleaved(_getter(client, ours), _getter(client, floor))
            with CaptureQueriesContext(connection) as queries:
                client.get(ours)
            yield row(
                n=NOTICES,
                measured=mine,
                ceiling=theirs,
                unit="CPU ms",
                goal=goal,
                page=name,
                queries=len(queries),
            )
    yield _under_load(phone)


def _family_with_notices() -> tuple[User, User, Notice]:
    organisation, office = world.fill(600)
    guardian, _ = User.objects.get_or_create(
        login="bench-guardian", defaults={"name": "計測 母", "password": "!"}
    )
    row_ = Guardian.objects.filter(organisation=organisation).order_by("pk")[0]
    Guardian.objects.filter(pk=row_.pk).update(user=guardian)
    notice = None
    for _ in range(NOTICES):
        notice = world.scheduled(office, organisation)
        Notice.objects.filter(pk=notice.pk).update(urgency="everyday")
        _release_without_worker(notice)
        freeze_recipients(notice.pk)
    assert notice is not None
    world.analyse()
    return guardian, office, notice


def _teacher_of_thirty() -> User:
    """A teacher whose class has half of a facility's children."""
    room = Classroom.objects.order_by("pk")[0]
    moved = Enrolment.objects.filter(facility=room.facility_id).order_by("pk")[:CHILDREN].values("pk")
    Enrolment.objects.filter(facility=room.facility_id).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    Enrolment.objects.filter(pk__in=list(moved.values_list("pk", flat=True))).update(
        classroom=room, ends_on=None
    )
    user, _ = User.objects.get_or_create(
        login="bench-teacher", defaults={"name": "計測 先生", "password": "!"}
    )
    organisation = room.facility.organisation
    member = StaffMember.objects.create(organisation=organisation, user=user, name=user.name)
    StaffPost.objects.create(
        organisation=organisation, member=member, facility=room.facility, classroom=room, role=Role.TEACHER,
        starts_on=timezone.localdate(),
    )  # fmt: skip
    return user


def _client(user: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def _getter(client: Client, address: str) -> Callable[[], Any]:
    def get() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return get


def _interleaved(ours: Callable[[], Any], floor: Callable[[], Any]) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for act in (ours, floor):
        act()
    for _ in range(ROUNDS):
        for bucket, act in zip(times, (ours, floor), strict=True):
            started = time.process_time()
            for _call in range(CALLS):
                act()
            bucket.append((time.process_time() - started) / CALLS * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def _under_load(client: Client) -> Row:
    """Daphne as the demo starts it, 32 connections that never rest: errors, and requests a second."""
    server = Server("-m", "daphne", "-b", "127.0.0.1", "-p", "{port}", "backend.asgi:application")
    try:
        base = f"http://127.0.0.1:{server.port}"
        eventually(lambda: _answers(base))
        statuses = asyncio.run(_load(base, client.cookies["session"].value))
    finally:
        server.stop()
    errors = sum(1 for status in statuses if status != 200)
    return row(n=len(statuses), measured=errors, ceiling=None, unit="errors under 32 connections", goal=0,
               requests_a_second=round(len(statuses) / LOAD_SECONDS, 1))  # fmt: skip


def _answers(base: str) -> bool:
    try:
        with urlopen(f"{base}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def _load(base: str, cookie: str) -> list[int]:
    statuses: list[int] = []
    end = time.monotonic() + LOAD_SECONDS
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector, cookies={"session": cookie}) as session:

        async def one(number: int) -> None:
            addresses = ("/home/", "/notices/", "/healthz")
            while time.monotonic() < end:
                async with session.get(base + addresses[number % 3], allow_redirects=False) as answer:
                    await answer.read()
                    statuses.append(answer.status)
                number += 1

        await asyncio.gather(*[one(number) for number in range(CONNECTIONS)])
    return statuses
