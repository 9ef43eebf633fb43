"""The ledger: each step sums to zero, whatever the order cost and however it went."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from facilities.models import Facility, Guardian
from photos.ledger import (
    OUTSIDE_STEPS,
    PAYING,
    STRAY_STEPS,
    Account,
    Method,
    Step,
    outside_postings,
    postings,
    stray_postings,
)
from photos.models import LedgerBooking, LedgerEntry, Order
from photos.order_states import ENDS, MOVES, OrderState, may_move
from photos.pricing import Item, share_of, tax_in, total_of
from photos.services import sales_orders
from photos.services.sales_ledger import STEPS
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, user_of

TOTALS = st.integers(min_value=1, max_value=10_000_000)


LINES = st.lists(st.tuples(st.integers(1, 50_000), st.booleans()), min_size=1, max_size=8)


@given(total=TOTALS, percent=st.integers(0, 100), method=st.sampled_from(PAYING))
def test_every_step_of_every_order_sums_to_zero(total: int, percent: int, method: str) -> None:
    for step in set(Step.values) - STRAY_STEPS - OUTSIDE_STEPS:
        lines = postings(step, total, method, share_of(total, percent))
        assert sum(line.yen for line in lines) == 0
        assert len(lines) >= 2
        assert len({line.account for line in lines}) == len(lines)


@given(
    lines=LINES,
    percent=st.integers(0, 100),
    method=st.sampled_from(PAYING),
    choices=st.lists(st.integers(0, 4)),
)
def test_whichever_way_an_order_goes_nothing_is_left_where_it_ends(
    lines: list[tuple[int, bool]], percent: int, method: str, choices: list[int]
) -> None:
    """Lines that the yearly free set pays for cost nothing; an order of them alone is paid from the start."""
    pays = [0 if is_free else yen for yen, is_free in lines]
    total, kept = sum(pays), sum(share_of(yen, percent) for yen in pays)
    method = method if total else Method.FREE
    state: str = OrderState.ORDERED if total else OrderState.PAID
    booked = list(postings(Step.PLACED, total, method, kept))
    for choice in choices:
        onward = [after for after in OrderState if may_move(state, after, is_free=not total)]
        if not onward:
            break
        state = onward[choice % len(onward)]
        if state in STEPS:
            booked += postings(STEPS[OrderState(state)], total, method, kept)

    left: dict[str, int] = dict.fromkeys(Account.values, 0)
    for line in booked:
        left[line.account] += line.yen
    assert sum(left.values()) == 0
    assert booked or not total
    if state in ENDS:
        assert not any(left.values())
    elif state == OrderState.ORDERED:
        assert left[Account.RECEIVABLE] == total
    else:
        assert left[Account.RECEIVABLE] == 0


@given(total=TOTALS, strays=st.lists(st.tuples(TOTALS, st.booleans()), max_size=5), refunds=st.booleans())
def test_stray_money_leaves_nothing_once_it_went_back_and_never_touches_the_sale(
    total: int, strays: list[tuple[int, bool]], refunds: bool
) -> None:
    steps = [Step.PLACED, Step.PAID, *([Step.REFUNDED] if refunds else [])]
    booked = [line for step in steps for line in postings(step, total, Method.CARD)]
    for yen, is_back in strays:
        for step in (Step.STRAY, *([Step.RETURNED] if is_back else [])):
            lines = stray_postings(step, yen)
            assert sum(line.yen for line in lines) == 0
            booked += lines

    left: dict[str, int] = dict.fromkeys(Account.values, 0)
    for line in booked:
        left[line.account] += line.yen
    waiting = sum(yen for yen, is_back in strays if not is_back)
    assert left[Account.UNSETTLED] == -waiting
    assert left[Account.CARD] == waiting + (0 if refunds else total)
    assert left[Account.SALES] == (0 if refunds else -total)


@given(
    total=TOTALS,
    percent=st.integers(0, 100),
    parts=st.lists(st.integers(0, 4), min_size=1, max_size=5),
    comes_back=st.booleans(),
)
def test_what_was_given_back_outside_leaves_nothing_once_the_order_is_paid_back(
    total: int, percent: int, parts: list[int], comes_back: bool
) -> None:
    given = 0
    kept = share_of(total, percent)
    booked = [line for step in (Step.PLACED, Step.PAID) for line in postings(step, total, Method.CARD, kept)]
    for part in parts:
        yen = (total - given) * part // 4
        given += yen
        booked += outside_postings(yen, is_lost=False)
    booked += postings(Step.REFUNDED, total, Method.CARD, kept, given)
    if comes_back:
        booked += outside_postings(given, is_lost=False, is_undone=True)

    left: dict[str, int] = dict.fromkeys(Account.values, 0)
    for line in booked:
        left[line.account] += line.yen
    assert sum(left.values()) == 0
    assert {name: yen for name, yen in left.items() if yen} == (
        {Account.CARD: given, Account.GIVEN: -given} if comes_back and given else {}
    )


def test_a_way_that_is_not_in_the_table_is_none() -> None:
    assert may_move(OrderState.ORDERED, OrderState.PAID)
    assert not may_move(OrderState.CANCELLED, OrderState.PAID)
    assert not may_move(OrderState.PAID, OrderState.CANCELLED)
    assert may_move(OrderState.PAID, OrderState.CANCELLED, is_free=True)


@given(st.lists(st.tuples(st.integers(1, 50_000), st.integers(1, 20)), max_size=50))
def test_the_tax_in_a_sum_is_never_more_than_an_eleventh(things: list[tuple[int, int]]) -> None:
    total = total_of(Item(yen, quantity) for yen, quantity in things)

    assert 0 <= tax_in(total) * 11 <= total


@pytest.fixture
def placed(manager: User, facility: Facility, guardian: Guardian) -> Order:
    let_buy(guardian)
    sale = make_sale(make_album(manager, facility), profit_percent=20)
    choose(user_of(guardian), sale, make_photo(sale.album))
    return order(user_of(guardian), 120)


@pytest.mark.django_db
def test_the_database_takes_no_booking_that_does_not_sum_to_zero(placed: Order) -> None:
    with pytest.raises(IntegrityError, match="sum to 5"), transaction.atomic():
        booking = LedgerBooking.objects.create(facility=placed.facility, order=placed, step=Step.PAID)
        for account, yen in ((Account.FEES, 125), (Account.RECEIVABLE, -120)):
            LedgerEntry.objects.create(booking=booking, facility=placed.facility, account=account, yen=yen)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
def test_the_database_knows_the_ways_of_an_order(placed: Order) -> None:
    ways = [(), ("paid",), ("paid", "delivered"), ("cancelled",), ("paid", "refunded")]
    for way in ways:
        reached = way[-1] if way else OrderState.ORDERED
        for after in set(OrderState.values) - MOVES[reached] - {reached}:
            with pytest.raises(IntegrityError, match=f"from {reached} to {after}"), transaction.atomic():
                for state in (*way, after):
                    Order.objects.filter(pk=placed.pk).update(state=state)


@pytest.mark.django_db
def test_what_was_cancelled_leaves_nothing_in_any_account(placed: Order, guardian: Guardian) -> None:
    sales_orders.cancel_order(actor=user_of(guardian), order=placed)

    left: dict[str, int] = {}
    for entry in LedgerEntry.objects.filter(booking__order=placed):
        left[entry.account] = left.get(entry.account, 0) + entry.yen
    assert set(left.values()) == {0}
