"""What the second wall costs a page: the same requests behind row-level security and without it, by the clock."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from backend.database.base import DatabaseWrapper
from facilities.wall import walled
from tests.bench.pages import _client, _family_with_notices, _teacher_of_thirty
from tests.bench.registry import Row, measure, row
from tests.owner import as_owner

CALLS = 30
ROUNDS = 7
GOAL = 1.2


@measure("wall")
def wall() -> Iterator[Row]:
    """Milliseconds a request, queries and all, in interleaved rounds; the ceiling is the page without the wall."""
    guardian, office, notice = _family_with_notices()
    phone, desk = _client(guardian), _client(office)
    pages: list[tuple[str, Client, str]] = [
        ("guardian's home", phone, "/home/"),
        ("guardian's notices", phone, "/notices/"),
        ("list of 50 notices as JSON", phone, "/api/v1/notices/?limit=50"),
        ("reach page of the central office", desk, f"/office/notices/{notice.pk}/reach/"),
        ("dashboard of the central office", desk, "/office/"),
        ("class board of 30 children", _client(_teacher_of_thirty()), "/board/"),
    ]
    for name, client, address in pages:
        with_wall, without = _interleaved(client, address)
        yield row(
            n=CALLS * ROUNDS, measured=with_wall, ceiling=without, unit="ms a request", goal=GOAL, page=name
        )


def _interleaved(client: Client, address: str) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])

    def calls() -> float:
        started = time.perf_counter()
        for _call in range(CALLS):
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, (address, answer.status_code)
        return (time.perf_counter() - started) / CALLS * 1000

    calls()
    for _round in range(ROUNDS):
        times[0].append(calls())
        with _no_wall():
            times[1].append(calls())
    return statistics.median(times[0]), statistics.median(times[1])


@contextmanager
def _no_wall() -> Iterator[None]:
    """Neither policies nor the statements that say who asks."""
    told: Callable[[DatabaseWrapper], None] = DatabaseWrapper.stay_within_reach
    _switch("DISABLE")
    DatabaseWrapper.stay_within_reach = _say_nothing  # type: ignore[method-assign] # put back below
    try:
        yield
    finally:
        DatabaseWrapper.stay_within_reach = told  # type: ignore[method-assign] # as it was
        _switch("ENABLE")


def _say_nothing(_wrapper: Any) -> None:
    pass


def _switch(way: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        for keys in walled(cursor):
            cursor.execute(f"ALTER TABLE {keys.table} {way} ROW LEVEL SECURITY")
