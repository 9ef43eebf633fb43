"""The yearly free set: a home takes what it is given, never more, and never pays more than it has to."""

from datetime import datetime
from itertools import product
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed
from facilities.models import Child, Classroom, Facility, Guardian
from photos.free_set import Wish, share_out
from photos.ledger import Account, Method
from photos.models import (
    CartLine,
    FreeAllowance,
    FreePhoto,
    LedgerEntry,
    Order,
    OrderLine,
    PhotoSale,
    WareKind,
)
from photos.order_states import OrderState
from photos.selectors.sales import cart_of
from photos.selectors.sales_office import buyings_of, owed_in, sales_of
from photos.services import card_standing, sales_orders, sales_refunds
from photos.services.card_paying import begin_payment
from photos.services.free_photos import set_yearly
from tests import factories
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, user_of
from tests.photos.stripe_double import StripeDouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
MARCH = datetime(2027, 3, 31, 20, tzinfo=ZoneInfo("Asia/Tokyo"))
APRIL = datetime(2027, 4, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def sale(manager: User, facility: Facility) -> PhotoSale:
    """Of a facility that gives two photos a year."""
    set_yearly(actor=manager, facility=facility, yearly=2)
    return make_sale(make_album(manager, facility))


@pytest.fixture
def brother(guardian: Guardian, other_classroom: Classroom) -> Child:
    made = factories.make_child(other_classroom)
    factories.grant(guardian, made, can_buy=True)
    return made


def put(actor: User, sale: PhotoSale, *children: Child, many: int = 1) -> None:
    """So many photos with these children on them into the cart."""
    for _ in range(many):
        choose(actor, sale, make_photo(sale.album, *children))


def left(actor: User) -> list[int]:
    return [one.photos for one in cart_of(actor).left]


@st.composite
def carts(draw: st.DrawFn) -> tuple[list[Wish[int, int]], dict[int, int]]:
    left = draw(st.dictionaries(st.integers(0, 2), st.integers(0, 3), max_size=3))
    children = st.lists(st.integers(0, 2), unique=True, max_size=3)
    lines = draw(st.lists(st.tuples(st.integers(1, 4), children), max_size=5))
    return [Wish(number, yen, named) for number, (yen, named) in enumerate(lines)], left


@given(carts())
def test_no_other_choice_leaves_the_family_less_to_pay(
    cart: tuple[list[Wish[int, int]], dict[int, int]],
) -> None:
    wishes, left = cart

    paid = share_out(wishes, left)

    best = 0
    for choice in product(*([None, *wish.children] for wish in wishes)):
        if all(choice.count(child) <= left.get(child, 0) for child in {0, 1, 2}):
            best = max(best, sum(w.yen for w, child in zip(wishes, choice, strict=True) if child is not None))
    assert sum(wish.yen for wish in wishes if wish.line in paid) == best
    assert all(child in wishes[line].children for line, child in paid.items())
    assert all(list(paid.values()).count(child) <= left.get(child, 0) for child in {0, 1, 2})


def test_of_two_children_on_a_photo_the_one_with_more_left_pays() -> None:
    assert share_out([Wish("a", 120, ["ren", "mio"])], {"ren": 1, "mio": 2}) == {"a": "mio"}


def test_files_with_her_child_on_them_are_free_until_the_set_is_used(
    mother: User, sale: PhotoSale, child: Child
) -> None:
    put(mother, sale, child, many=3)

    assert (cart_of(mother).total, left(mother)) == (120, [0])
    made = order(mother, 120)

    assert sorted(line.yen for line in made.lines.all()) == [0, 0, 120]
    assert sorted(FreePhoto.objects.values_list("place", "worth")) == [(1, 120), (2, 120)]
    put(mother, sale, child)
    assert order(mother, 120).total == 120


def test_the_dearest_photos_are_the_free_ones(mother: User, sale: PhotoSale, child: Child) -> None:
    dear = make_sale(make_album(sale.author, sale.facility), {WareKind.DATA: 500})
    put(mother, sale, child, many=2)
    put(mother, dear, child, many=2)

    assert cart_of(mother).total == 240


def test_prints_and_photos_without_her_child_are_paid_for(
    mother: User, sale: PhotoSale, child: Child
) -> None:
    choose(mother, sale, make_photo(sale.album, child), kind=WareKind.PRINT_L)
    choose(mother, sale, make_photo(sale.album))

    assert (cart_of(mother).total, left(mother)) == (200, [2])


def test_a_sale_can_leave_the_free_set_out(mother: User, sale: PhotoSale, child: Child) -> None:
    PhotoSale.objects.update(gives_free=False)
    put(mother, sale, child)

    assert (cart_of(mother).total, left(mother)) == (120, [])


def test_a_facility_that_gives_none_sells_as_before(mother: User, sale: PhotoSale, child: Child) -> None:
    FreeAllowance.objects.all().delete()
    put(mother, sale, child)

    assert order(mother, 120).total == 120


def test_each_child_has_a_set_and_a_photo_of_both_takes_one(
    mother: User, sale: PhotoSale, child: Child, brother: Child
) -> None:
    put(mother, sale, child, brother)
    put(mother, sale, child, many=2)
    put(mother, sale, brother)

    assert (cart_of(mother).total, left(mother)) == (0, [0, 0])


def test_an_order_of_free_photos_alone_is_settled_at_once(
    mother: User, manager: User, sale: PhotoSale, child: Child
) -> None:
    put(mother, sale, child)

    made = order(mother, 0)

    assert (made.state, made.method, made.total, made.kept) == (OrderState.PAID, Method.FREE, 0, 0)
    assert made.paid_at == made.placed_at
    assert not made.bookings.exists()
    assert owed_in(sale.facility, timezone.localdate()) == []
    (row, *_rest) = (row for row in buyings_of(sale) if row.has_bought)
    assert (row.step, row.yen) == ("bought", 0)
    assert [(one.households, one.yen) for one in sales_of(manager)] == [(1, 0)]  # type: ignore[attr-defined]
    with pytest.raises(DomainError, match="Nothing is owed"):
        sales_orders.collect_order(actor=manager, order=made)
    with pytest.raises(DomainError, match="Nothing was paid"):
        sales_refunds.ask_refund(actor=manager, order=made, reason="まちがえました。")
    with pytest.raises(Conflict, match="nothing to pay"):
        begin_payment(actor=mother, order=made)


def test_a_mixed_order_owes_and_shares_the_rest_alone(mother: User, sale: PhotoSale, child: Child) -> None:
    PhotoSale.objects.update(profit_percent=20)
    put(mother, sale, child, many=3)

    made = order(mother, 120)

    booked = dict(LedgerEntry.objects.values_list("account", "yen"))
    assert booked == {Account.RECEIVABLE: 120, Account.SALES: -96, Account.PROFIT: -24}
    assert (made.state, made.kept) == (OrderState.ORDERED, 24)


def test_a_mixed_order_is_paid_by_card_with_its_rest(
    mother: User, sale: PhotoSale, child: Child, stripe: StripeDouble
) -> None:
    PhotoSale.objects.update(takes_cards=True)
    put(mother, sale, child, many=3)
    made = order(mother, 120, Method.CARD)

    begin_payment(actor=mother, order=made)

    assert [payment.yen for payment in made.payments.all()] == [120]
    assert [session["amount_total"] for session in stripe.sessions.values()] == [120]


def test_what_was_called_off_before_the_download_is_given_back(
    mother: User, sale: PhotoSale, child: Child
) -> None:
    put(mother, sale, child)
    sales_orders.cancel_order(actor=mother, order=order(mother, 0))
    put(mother, sale, child, many=3)

    assert (cart_of(mother).total, left(mother)) == (120, [0])
    assert order(mother, 120).lines.filter(free__counts=True).count() == 2


def test_what_was_downloaded_is_not_given_back(
    mother: User, manager: User, sale: PhotoSale, child: Child
) -> None:
    put(mother, sale, child, many=2)
    made = order(mother, 0)
    OrderLine.objects.filter(pk=made.lines.all()[0].pk).update(taken_at=timezone.now())

    with pytest.raises(DomainError, match="downloaded"):
        sales_orders.cancel_order(actor=mother, order=made)
    sales_orders.cancel_order(actor=manager, order=made)
    put(mother, sale, child, many=2)

    assert cart_of(mother).total == 120


def test_what_was_paid_back_gives_its_free_photos_back(
    mother: User, manager: User, sale: PhotoSale, child: Child
) -> None:
    put(mother, sale, child, many=3)
    made = order(mother, 120)
    sales_orders.collect_order(actor=manager, order=made)
    sales_refunds.ask_refund(actor=manager, order=made, reason="ちがう写真でした。")

    sales_refunds.agree_refund(actor=user_of_office(sale.facility), order=made)

    assert not FreePhoto.objects.filter(counts=True).exists()
    assert sum(LedgerEntry.objects.values_list("yen", flat=True)) == 0


def user_of_office(facility: Facility) -> User:
    return factories.make_keeper(facility)


def test_an_order_nobody_paid_lies_in_the_cart_again_at_its_prices(
    mother: User, sale: PhotoSale, child: Child
) -> None:
    put(mother, sale, child, many=3)
    made = order(mother, 120)

    with transaction.atomic():
        card_standing.free_order(made)

    assert [line.seen_yen for line in CartLine.objects.all()] == [120, 120, 120]
    assert cart_of(mother).is_settled
    assert cart_of(mother).total == 120


def test_a_lower_number_takes_nothing_away_and_shows_none_left(
    mother: User, manager: User, sale: PhotoSale, child: Child
) -> None:
    put(mother, sale, child, many=2)
    order(mother, 0)

    set_yearly(actor=manager, facility=sale.facility, yearly=1)
    put(mother, sale, child)

    assert (cart_of(mother).total, left(mother)) == (120, [0])
    assert FreePhoto.objects.filter(counts=True).count() == 2


@pytest.mark.parametrize("yearly", [-1, 51])
def test_a_number_out_of_reach_is_not_saved(manager: User, facility: Facility, yearly: int) -> None:
    with pytest.raises(DomainError, match="from 0 to 50"):
        set_yearly(actor=manager, facility=facility, yearly=yearly)

    assert not FreeAllowance.objects.exists()


def test_a_teacher_gives_nothing_away(teacher: User, facility: Facility) -> None:
    with pytest.raises(NotAllowed):
        set_yearly(actor=teacher, facility=facility, yearly=5)


def test_the_other_home_of_a_child_has_a_set_of_its_own(
    mother: User, separated_guardian: Guardian, sale: PhotoSale, child: Child
) -> None:
    let_buy(separated_guardian)
    father = user_of(separated_guardian)
    put(mother, sale, child, many=2)
    order(mother, 0)
    put(father, sale, child, many=2)

    assert (cart_of(father).total, left(father)) == (0, [0])
    assert order(father, 0).household == separated_guardian.household


def test_who_may_not_buy_for_a_child_does_not_use_its_set(
    mother: User, guardian: Guardian, sale: PhotoSale, child: Child, classroom: Classroom
) -> None:
    niece = factories.make_child(classroom)
    factories.grant(guardian, niece, can_buy=False)
    put(mother, sale, niece)

    assert cart_of(mother).total == 120
    assert [one.child for one in cart_of(mother).left] == [child]


def test_a_school_year_that_turns_is_asked_again_with_both_sums(
    mother: User, manager: User, facility: Facility, child: Child
) -> None:
    with time_machine.travel(MARCH, tick=False):
        set_yearly(actor=manager, facility=facility, yearly=1)
        sale = make_sale(make_album(manager, facility))
        put(mother, sale, child)
        order(mother, 0)
        put(mother, sale, child)
        seen = cart_of(mother)
        assert seen.total == 120

    with time_machine.travel(APRIL, tick=False):
        with pytest.raises(Conflict, match="was 120 yen and is 0 yen now"):
            sales_orders.place_orders(
                actor=mother, key=uuid4(), method=Method.FEE, seen_total=120, seen=seen.mark
            )
        order(mother, 0)

    assert sorted(FreePhoto.objects.values_list("school_year", "place")) == [(2026, 1), (2027, 1)]


def test_a_child_who_left_last_school_year_is_given_none(
    mother: User, manager: User, facility: Facility, child: Child
) -> None:
    set_yearly(actor=manager, facility=facility, yearly=1)
    sale = make_sale(make_album(manager, facility), days=300)
    child.enrolments.update(ends_on=MARCH.date())
    put(mother, sale, child)

    assert cart_of(mother).total == 0
    with time_machine.travel(APRIL, tick=False):
        assert cart_of(mother).total == 120


def test_the_database_takes_no_place_twice(mother: User, sale: PhotoSale, child: Child) -> None:
    put(mother, sale, child, many=2)
    order(mother, 0)

    with pytest.raises(IntegrityError, match="free_photo_place_once"), transaction.atomic():
        FreePhoto.objects.update(place=1)


def test_the_database_takes_no_order_of_nothing_that_is_owed(
    mother: User, sale: PhotoSale, child: Child
) -> None:
    put(mother, sale, child)
    made = order(mother, 0)

    for values in ({"state": OrderState.ORDERED}, {"method": Method.FEE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Order.objects.filter(pk=made.pk).update(**values)
