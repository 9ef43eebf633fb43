"""Keys sort by the time they were made, also within one millisecond."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import time_machine

from backend.ids import uuid7

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_keys_made_at_once_keep_their_order() -> None:
    with time_machine.travel(NOON, tick=False):
        keys = [uuid7() for _ in range(10_000)]

    assert keys == sorted(set(keys))


def test_threads_never_get_the_same_key() -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _n: uuid7(), range(5_000)))

    assert len(set(keys)) == 5_000


def test_it_is_version_7_and_begins_with_the_time() -> None:
    with time_machine.travel(NOON, tick=False):
        key = uuid7()

    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert key.int >> 80 == int(NOON.timestamp() * 1000)


def test_a_clock_set_back_by_a_day_is_believed() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        later = uuid7()
        clock.shift(timedelta(days=-1))
        earlier = uuid7()

    assert earlier < later
