"""Before a sale opens the office looks at it as a family will; after it, it sorts the prints into envelopes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian, Household
from photos.models import OrderLine, Photo, PhotoSale, Purpose, WareKind
from photos.naming import code_of
from photos.selectors.packing import packing_of
from photos.selectors.preview import wares_in_preview
from photos.selectors.sales import wares_for
from photos.services import sales_orders
from tests import factories
from tests.conftest import SignIn
from tests.photos.making import agree
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, pks, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale(manager: User, facility: Facility) -> PhotoSale:
    return make_sale(make_album(manager, facility))


@pytest.fixture
def desk(signed_in: SignIn, manager: User) -> Client:
    return signed_in(manager)


def test_the_office_sees_the_shop_before_it_opens_and_orders_nothing_there(
    desk: Client, sale: PhotoSale, mother: User, child: Child
) -> None:
    photo = make_photo(sale.album)
    own = make_photo(sale.album, child, position=2)
    PhotoSale.objects.filter(pk=sale.pk).update(
        published_at=None, opens_at=timezone.now() + timedelta(days=1)
    )
    address = reverse("office_sale_preview", args=[sale.pk])

    page = desk.get(address).content.decode()
    hers = desk.get(address, {"child": str(child.pk)}).content.decode()

    assert code_of(photo.pk) in page and code_of(own.pk) not in page
    assert code_of(photo.pk) in hers and code_of(own.pk) in hers
    assert hers.index(code_of(own.pk)) < hers.index(code_of(photo.pk))
    assert 'name="quantity"' not in page + hers and "/photos/cart/" not in page + hers


def test_the_preview_of_a_family_is_what_it_finds_in_the_shop(
    sale: PhotoSale, classroom: Classroom, mother: User, child: Child, guardian: Guardian, facility: Facility
) -> None:
    friend = factories.make_child(classroom)
    friends_mother = factories.make_guardian(friend)
    silent = factories.make_child(classroom)
    factories.make_guardian(silent)
    agree(friends_mother, friend)
    for number, children in enumerate(((), (child,), (friend,), (silent,), (child, friend), (child, silent))):
        make_photo(sale.album, *children, position=number)
    make_photo(sale.album, position=9, state=Photo.State.HIDDEN)

    assert pks(wares_in_preview(sale, child)) == pks(wares_for(mother, sale))
    assert len(wares_in_preview(sale, child)) == 4
    assert len(wares_in_preview(sale, None)) == 2
    agree(friends_mother, friend, Purpose.SALE, given=False)
    assert pks(wares_in_preview(sale, child)) == pks(wares_for(mother, sale))
    assert len(wares_in_preview(sale, child)) == 2
    assert len(wares_in_preview(sale, friend)) == 1


def prints(actor: User, sale: PhotoSale, *photos: Photo, quantity: int = 1) -> None:
    choose(actor, sale, *photos, kind=WareKind.PRINT_L, quantity=quantity)
    order(actor, 80 * len(photos) * quantity)


def test_prints_are_sorted_by_class_and_child_with_siblings_in_one_envelope(
    sale: PhotoSale,
    mother: User,
    child: Child,
    guardian: Guardian,
    other_classroom: Classroom,
    household: Household,
) -> None:
    brother = factories.make_child(other_classroom)
    factories.grant(guardian, brother)
    let_buy(guardian)
    other = factories.make_child(other_classroom)
    others_mother = factories.make_guardian(other)
    let_buy(others_mother)
    photos = [make_photo(sale.album, position=number) for number in range(2)]
    prints(mother, sale, *photos, quantity=3)
    prints(user_of(others_mother), sale, photos[0])

    first, second = packing_of(sale)

    ages = {first.name: child.enrolments.get().classroom.age, second.name: other_classroom.age}
    assert list(ages) == sorted(ages, key=lambda name: ages[name])
    both = [(one.child, one.siblings, one.total) for room in (first, second) for one in room.envelopes]
    assert both == [(str(child), (str(brother),), 6), (str(other), (), 1)]
    assert first.envelopes[0].prints[0].code == code_of(photos[0].pk)


def test_files_and_what_was_called_off_are_in_no_envelope(
    sale: PhotoSale, mother: User, child: Child
) -> None:
    photo = make_photo(sale.album)
    prints(mother, sale, photo)
    choose(mother, sale, photo)
    order(mother, 120)
    sales_orders.cancel_order(actor=mother, order=OrderLine.objects.get(kind=WareKind.PRINT_L).order)

    assert packing_of(sale) == []


def test_the_list_is_a_pdf_and_taking_it_is_noted(
    desk: Client, sale: PhotoSale, mother: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    prints(mother, sale, make_photo(sale.album))

    answer = desk.get(reverse("office_sale_packing", args=[sale.pk]))

    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert AuditEntry.objects.filter(action="photo_sale.packing").count() == 1
    with django_assert_max_num_queries(4):
        packing_of(sale)
