"""The outbox: who may take a row, for how long, and who may say how it ended."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from backend import outbox
from backend.ids import uuid7
from backend.outbox import CRASHES_ALLOWED, LEASE, LONGEST_RETRY, OutboxState, Outcome
from notices.models import Delivery

QUEUED, HANDED_OVER, REFUSED = OutboxState.QUEUED, OutboxState.HANDED_OVER, OutboxState.REFUSED


def make_rows(count: int = 1, **fields: Any) -> list[Delivery]:
    """Rows of nobody: the outbox does not look at what they are about."""
    now = timezone.now()
    values = {"notice_id": uuid7(), "channel": "push", "due_at": now - timedelta(minutes=1), **fields}
    rows = [Delivery(guardian_id=uuid7(), household_id=uuid7(), **values) for _ in range(count)]
    return Delivery.objects.bulk_create(rows)


def claim(limit: int = 500) -> list[Delivery]:
    return outbox.claim(Delivery.objects.all(), limit)


def lapse() -> None:
    """The workers died: their leases run out."""
    Delivery.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())


def only() -> Delivery:
    return Delivery.objects.get()


@pytest.mark.django_db
def test_a_claimed_row_is_taken_by_nobody_else_until_its_lease_is_over() -> None:
    make_rows()

    first, second = claim(), claim()
    lapse()
    third = claim()

    assert [len(rows) for rows in (first, second, third)] == [1, 0, 1]
    assert first[0].lease_until and timedelta(0) < first[0].lease_until - timezone.now() <= LEASE
    assert (first[0].token, third[0].token) == (1, 2)


@pytest.mark.django_db
def test_rows_of_later_and_settled_rows_are_left_alone() -> None:
    make_rows(due_at=timezone.now() + timedelta(minutes=1))
    make_rows(state=HANDED_OVER)

    assert claim() == []


@pytest.mark.django_db
def test_the_oldest_rows_come_first_and_no_more_than_asked_for() -> None:
    now = timezone.now()
    rows = [make_rows(due_at=now - timedelta(minutes=minutes))[0] for minutes in (1, 3, 2)]

    assert {row.pk for row in claim(2)} == {rows[1].pk, rows[2].pk}


@pytest.mark.django_db
def test_a_worker_whose_lease_is_over_writes_nothing() -> None:
    make_rows()
    (slow,) = claim()
    lapse()
    (quick,) = claim()

    late = outbox.settle([Outcome(slow, REFUSED, "too slow")])
    right = outbox.settle([Outcome(quick, HANDED_OVER)])

    assert (late, right) == (0, 1)
    assert (only().state, only().error, only().attempts) == (HANDED_OVER, "", 1)
    assert only().settled_at is not None and only().lease_until is None


@pytest.mark.django_db
def test_a_settled_row_stays_as_it_ended() -> None:
    make_rows()
    (row,) = claim()
    outbox.settle([Outcome(row, HANDED_OVER)])

    assert outbox.settle([Outcome(row, REFUSED)]) == 0

    assert only().state == HANDED_OVER


@pytest.mark.django_db
def test_a_batch_of_different_ends_is_one_statement(django_assert_num_queries: Any) -> None:
    make_rows(4)
    rows = claim()
    ends = [HANDED_OVER, REFUSED, QUEUED, OutboxState.EXPIRED]

    with django_assert_num_queries(1):
        count = outbox.settle([Outcome(row, end, str(end)) for row, end in zip(rows, ends, strict=True)])

    assert count == 4
    stored = {row.pk: row for row in Delivery.objects.all()}
    assert [stored[row.pk].state for row in rows] == ends
    assert [stored[row.pk].settled_at is None for row in rows] == [False, False, True, False]


@pytest.mark.django_db
@pytest.mark.parametrize("attempts", [0, 3, 30])
def test_a_retry_is_spread_over_a_growing_time_that_has_an_end(attempts: int) -> None:
    make_rows(200, attempts=attempts, token=attempts)
    now = timezone.now()

    outbox.settle([Outcome(row, QUEUED, "busy") for row in claim()])

    pauses = sorted(row.due_at - now for row in Delivery.objects.all())
    ceiling = min(timedelta(seconds=2 * 2**attempts), LONGEST_RETRY)
    assert pauses[-1] <= ceiling + timedelta(seconds=2)
    assert pauses[-1] > ceiling * 0.8 and pauses[0] < ceiling * 0.2 + timedelta(seconds=2)


@pytest.mark.django_db
def test_a_retry_waits_as_long_as_the_provider_asked_but_not_past_the_end() -> None:
    end = timezone.now() + timedelta(minutes=5)
    make_rows(expires_at=end)
    make_rows()
    rows = sorted(claim(), key=lambda row: row.expires_at is None)

    outbox.settle([Outcome(row, QUEUED, wait=timedelta(minutes=10)) for row in rows])

    limited, free = (Delivery.objects.get(pk=row.pk) for row in rows)
    assert limited.due_at == end
    assert timedelta(minutes=9) < free.due_at - timezone.now() <= timedelta(minutes=10)


@pytest.mark.django_db
def test_a_row_past_its_end_is_expired_and_the_others_go_on() -> None:
    make_rows(3, expires_at=timezone.now(), due_at=timezone.now() - timedelta(hours=1))
    (fresh,) = make_rows()

    taken = claim(2)

    assert [row.pk for row in taken] == [fresh.pk]
    assert Delivery.objects.filter(state=OutboxState.EXPIRED, settled_at__isnull=False).count() == 3


@pytest.mark.django_db
def test_a_row_that_kills_every_worker_is_given_up_and_takes_no_neighbour_along() -> None:
    rows = make_rows(100)
    deadly = rows[42].pk
    deaths = 0

    while taken := claim(64):
        if deadly in {row.pk for row in taken}:
            deaths += 1
            lapse()
        else:
            outbox.settle([Outcome(row, HANDED_OVER) for row in taken])

    assert deaths == CRASHES_ALLOWED
    refused = Delivery.objects.exclude(state=HANDED_OVER).get()
    assert (refused.pk, refused.state) == (deadly, REFUSED)
    assert "the worker died" in refused.error


@pytest.mark.django_db
def test_withdrawing_stops_what_nobody_holds_and_leaves_the_rest_to_its_worker() -> None:
    make_rows()
    (held,) = claim()
    make_rows(due_at=timezone.now() + timedelta(hours=1))

    count = outbox.withdraw(Delivery.objects.all())
    outbox.settle([Outcome(held, HANDED_OVER)])

    assert count == 1
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["handed_over", "withdrawn"]


@pytest.mark.django_db
def test_the_age_of_the_queue_is_that_of_the_oldest_row_that_may_leave() -> None:
    (row,) = make_rows()
    make_rows(due_at=timezone.now() - timedelta(hours=1), state=REFUSED)
    make_rows(due_at=timezone.now() + timedelta(hours=1))

    assert outbox.oldest_due([Delivery]) == row.due_at


@pytest.fixture
def together() -> Callable[..., list[Any]]:
    """Run functions in threads with connections of their own, all at the same moment."""

    def run(*functions: Callable[[], Any]) -> list[Any]:
        barrier = Barrier(len(functions))

        def one(function: Callable[[], Any]) -> Any:
            try:
                connection.ensure_connection()
                barrier.wait(10)
                return function()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(functions)) as pool:
            return list(pool.map(one, functions))

    return run


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_queue_without_waiting_for_each_other(
    together: Callable[..., list[Any]],
) -> None:
    make_rows(400)

    def drain() -> list[int]:
        mine: list[int] = []
        while taken := claim(20):
            mine += [row.pk for row in taken]
            outbox.settle([Outcome(row, HANDED_OVER) for row in taken])
        return mine

    shares = together(drain, drain)

    assert sorted(shares[0] + shares[1]) == sorted(Delivery.objects.values_list("pk", flat=True))
    assert Delivery.objects.filter(state=HANDED_OVER, attempts=1, token=1).count() == 400


@pytest.mark.django_db(transaction=True)
def test_rows_that_another_worker_is_taking_are_skipped_not_waited_for(
    together: Callable[..., list[Any]],
) -> None:
    rows = make_rows(10)
    held = Barrier(2)

    def hold() -> None:
        with transaction.atomic():
            list(Delivery.objects.filter(pk__in=[row.pk for row in rows[:6]]).select_for_update())
            held.wait(10)
            held.wait(10)

    def take() -> list[int]:
        held.wait(10)
        taken = [row.pk for row in claim()]
        held.wait(10)
        return taken

    _, taken = together(hold, take)

    assert sorted(taken) == sorted(row.pk for row in rows[6:])
