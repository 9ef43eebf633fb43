"""Ordering: what a family sees is what it pays, and nothing is sold twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import Child, Classroom, Facility, Guardian, Household, Role, StaffMember, StaffPost
from photos.ledger import Account, Method
from photos.models import (
    CartLine,
    LedgerEntry,
    Order,
    OrderLine,
    Photo,
    PhotoPrice,
    PhotoSale,
    Purpose,
    WareKind,
)
from photos.order_states import OrderState
from photos.policies import require_second
from photos.selectors.sales import cart_of, on_sale_to
from photos.services import sales_orders, sales_refunds
from photos.services.sales_cart import accept_cart, put_in_cart
from tests import factories
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, pks, say, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


@pytest.fixture
def sale(manager: User, facility: Facility) -> PhotoSale:
    return make_sale(make_album(manager, facility))


@pytest.fixture
def photo(sale: PhotoSale, child: Child) -> Photo:
    return make_photo(sale.album, child)


def test_a_family_orders_what_it_chose_and_owes_the_sum(mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)
    choose(mother, sale, photo, kind=WareKind.PRINT_L, quantity=3)

    made = order(mother, 120 + 3 * 80)

    assert (made.number, made.state, made.total) == (1, OrderState.ORDERED, 360)
    assert LedgerEntry.objects.get(booking__order=made, account=Account.RECEIVABLE).yen == 360
    assert not CartLine.objects.exists()


def test_who_buys_for_children_of_two_cities_orders_both_carts_at_once(
    mother: User, sale: PhotoSale, photo: Photo, manager: User
) -> None:
    child = factories.make_child()
    far = make_sale(make_album(manager, child.enrolments.get().facility))
    let_buy(factories.make_guardian(child, user=mother))
    choose(mother, sale, photo)
    choose(mother, far, make_photo(far.album, child))
    key = uuid4()

    made = sales_orders.place_orders(actor=mother, key=key, method=Method.FEE, seen_total=240)
    again = sales_orders.place_orders(actor=mother, key=key, method=Method.FEE, seen_total=240)

    assert {one.facility_id for one in made} == {sale.facility_id, far.facility_id}
    assert (len({one.household_id for one in made}), pks(made)) == (2, pks(again))
    assert not CartLine.objects.exists()


def test_siblings_and_albums_share_one_cart_and_one_order(
    mother: User, guardian: Guardian, sale: PhotoSale, photo: Photo, other_classroom: Classroom
) -> None:
    brother = factories.make_child(other_classroom)
    factories.grant(guardian, brother, can_buy=True)
    other = make_sale(make_album(sale.author, sale.facility, title="運動会"))
    choose(mother, sale, photo)
    choose(mother, other, make_photo(other.album, brother))

    made = order(mother, 240)

    assert {line.sale for line in made.lines.all()} == {sale, other}


def test_each_facility_gets_an_order_of_its_own(
    mother: User, guardian: Guardian, sale: PhotoSale, photo: Photo, other_facility: Facility
) -> None:
    elsewhere = factories.make_child(factories.make_classroom(other_facility))
    factories.grant(guardian, elsewhere, can_buy=True)
    other = make_sale(make_album(sale.author, other_facility))
    choose(mother, sale, photo)
    choose(mother, other, make_photo(other.album, elsewhere))

    made = sales_orders.place_orders(actor=mother, key=uuid4(), method=Method.FEE, seen_total=240)

    assert {one.facility: one.total for one in made} == {sale.facility: 120, other_facility: 120}


def test_a_second_tap_gets_the_first_order_back(mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)
    key = uuid4()

    first = sales_orders.place_orders(actor=mother, key=key, method=Method.FEE, seen_total=120)
    again = sales_orders.place_orders(actor=mother, key=key, method=Method.FEE, seen_total=120)

    assert again == first
    assert Order.objects.count() == 1


def test_a_price_that_changed_is_shown_and_asked_again(mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)
    PhotoPrice.objects.filter(sale=sale, kind=WareKind.DATA).update(yen=150)

    with pytest.raises(Conflict, match="changed"):
        order(mother, 120)
    (row,) = cart_of(mother).lines
    assert (row.price, row.problem) == (150, "The price was 120 yen.")
    accept_cart(actor=mother)

    assert order(mother, 150).total == 150


def test_a_consent_withdrawn_in_the_cart_takes_the_photo_out_of_it(
    mother: User, sale: PhotoSale, photo: Photo, classroom: Classroom
) -> None:
    friend = factories.make_child(classroom)
    home = factories.make_guardian(friend)
    for purpose in (Purpose.CLASS_ALBUM, Purpose.SALE):
        say(friend, home.household, purpose, user_of(home), given=True)
    both = make_photo(sale.album, friend, position=2)
    choose(mother, sale, photo, both)
    say(friend, home.household, Purpose.SALE, user_of(home), given=False)

    with pytest.raises(Conflict):
        order(mother, 240)
    assert [row.is_gone for row in cart_of(mother).lines] == [False, True]
    assert accept_cart(actor=mother) == 1

    assert order(mother, 120).lines.get().photo == photo


def test_a_sale_that_closes_before_the_order_sells_nothing(
    mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    PhotoSale.objects.update(closes_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(Conflict):
        order(mother, 120)

    assert cart_of(mother).lines[0].problem == "The sale is over."
    assert not Order.objects.exists()


def test_a_file_is_sold_once_to_a_household(mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)
    order(mother, 120)

    with pytest.raises(Conflict, match="bought this file already"):
        choose(mother, sale, photo)
    choose(mother, sale, photo, kind=WareKind.PRINT_L)

    assert order(mother, 80).lines.get().kind == WareKind.PRINT_L


def test_after_cancelling_a_file_can_be_bought_again(mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)
    sales_orders.cancel_order(actor=mother, order=order(mother, 120))
    choose(mother, sale, photo)

    assert order(mother, 120).number == 2


def test_what_was_downloaded_is_not_cancelled(mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)
    made = order(mother, 120)
    OrderLine.objects.filter(order=made).update(taken_at=timezone.now())

    with pytest.raises(DomainError, match="downloaded"):
        sales_orders.cancel_order(actor=mother, order=made)


def test_before_it_opens_a_sale_is_not_there_for_families(
    mother: User, sale: PhotoSale, photo: Photo
) -> None:
    PhotoSale.objects.update(opens_at=timezone.now() + timedelta(hours=1))
    sale.refresh_from_db()

    with pytest.raises(NotVisible):
        choose(mother, sale, photo)
    assert not on_sale_to(mother).exists()


def test_another_familys_photo_without_consent_is_not_there(
    mother: User, sale: PhotoSale, classroom: Classroom
) -> None:
    with pytest.raises(NotVisible):
        choose(mother, sale, make_photo(sale.album, factories.make_child(classroom)))


def test_who_reads_along_buys_nothing(
    relative: Guardian, child: Child, sale: PhotoSale, photo: Photo
) -> None:
    with pytest.raises(NotAllowed):
        choose(user_of(relative), sale, photo)


def test_the_other_home_of_a_child_has_a_cart_and_orders_of_its_own(
    mother: User, separated_guardian: Guardian, sale: PhotoSale, photo: Photo
) -> None:
    let_buy(separated_guardian)
    father = user_of(separated_guardian)
    choose(mother, sale, photo)

    assert cart_of(father).lines == []
    made = order(mother, 120)

    assert not Order.objects.visible_to(father).exists()
    with pytest.raises(NotVisible):
        sales_orders.collect_order(actor=father, order=made)


def test_two_parents_share_the_cart_of_their_household(
    mother: User, co_guardian: Guardian, sale: PhotoSale, photo: Photo
) -> None:
    let_buy(co_guardian)
    choose(mother, sale, photo)

    assert order(user_of(co_guardian), 120).household == co_guardian.household
    assert cart_of(mother).lines == []


def test_a_file_is_one_however_many_were_asked_for(mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo, quantity=5)

    assert cart_of(mother).total == 120


def test_none_of_it_takes_it_out_of_the_cart(mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)

    assert put_in_cart(actor=mother, sale=sale, photo=photo, kind=WareKind.DATA, quantity=0) == 0


def test_a_kind_without_a_price_is_not_sold(mother: User, sale: PhotoSale, photo: Photo) -> None:
    with pytest.raises(DomainError, match="not sold"):
        choose(mother, sale, photo, kind=WareKind.PRINT_A4)


def test_the_office_collects_hands_out_and_each_twice_is_once(
    mother: User, manager: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo, kind=WareKind.PRINT_L)
    made = order(mother, 80)

    for _ in range(2):
        sales_orders.collect_order(actor=manager, order=made)
    for _ in range(2):
        sales_orders.hand_out_order(actor=manager, order=made)

    made.refresh_from_db()
    assert made.state == OrderState.DELIVERED
    assert LedgerEntry.objects.filter(booking__order=made).count() == 4


def test_a_teacher_neither_sees_nor_collects_orders(
    mother: User, teacher: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    made = order(mother, 120)

    assert not Order.objects.visible_to(teacher).exists()
    assert not PhotoSale.objects.visible_to(teacher).exists()
    with pytest.raises(NotAllowed):
        sales_orders.collect_order(actor=teacher, order=made)


def test_paying_back_takes_two_people(
    mother: User, manager: User, household: Household, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    made = order(mother, 120)
    with pytest.raises(Conflict, match="Only what was paid"):
        sales_refunds.ask_refund(actor=manager, order=made, reason="二重に集めました。")
    sales_orders.collect_order(actor=manager, order=made)

    refund = sales_refunds.ask_refund(actor=manager, order=made, reason="二重に集めました。")

    with pytest.raises(NotAllowed, match="second person"):
        require_second(manager, refund, made)


def test_a_mother_who_works_in_the_office_leaves_her_own_order_to_a_colleague(
    mother: User, facility: Facility, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    made = order(mother, 120)
    member = StaffMember.objects.create(organisation=facility.organisation, user=mother, name=mother.name)
    StaffPost.objects.create(
        organisation=facility.organisation,
        member=member,
        facility=facility,
        role=Role.OFFICE,
        starts_on=factories.attendance_day(),
    )

    with pytest.raises(NotAllowed, match="your own family"):
        sales_orders.collect_order(actor=mother, order=made)
