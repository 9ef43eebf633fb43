"""Reminders before a sale closes: each once, by day, and only to homes that may still want to buy."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.models import User
from facilities.models import Child, Facility, Guardian
from notices.messages import writer_of
from notices.models import Channel, Message
from photos.models import PhotoSale, Purpose, SaleOpening
from photos.services.sale_reminders import remind_of_sales
from tests.conftest import MORNING
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, say, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


@pytest.fixture
def selling(manager: User, facility: Facility, child: Child, guardian: Guardian) -> PhotoSale:
    """Open for a fortnight since a week and an hour; one family may buy."""
    let_buy(guardian)
    sale = make_sale(make_album(manager, facility))
    make_photo(sale.album, child)
    began, ends = MORNING - timedelta(days=8), MORNING + timedelta(days=6, hours=23)
    PhotoSale.objects.update(opens_at=began, published_at=began, closes_at=ends)
    sale.refresh_from_db()
    return sale


def look(sale: PhotoSale, guardian: Guardian) -> None:
    SaleOpening.objects.create(sale=sale, facility=sale.facility, household=guardian.household)


def kinds() -> set[str]:
    return set(Message.objects.values_list("kind", flat=True))


def test_a_home_that_has_not_opened_it_hears_a_week_before_and_two_days_before(
    selling: PhotoSale, clock: Any
) -> None:
    for _ in range(2):
        remind_of_sales()
    assert Message.objects.filter(kind="sale_unopened").values("guardian", "key").distinct().count() == 1

    clock.move_to(selling.closes_at - timedelta(hours=47))
    for _ in range(2):
        remind_of_sales()

    assert Message.objects.values("guardian", "key").distinct().count() == 2


def test_who_looked_and_bought_nothing_is_told_in_other_words(selling: PhotoSale, guardian: Guardian) -> None:
    look(selling, guardian)

    remind_of_sales()

    assert kinds() == {"sale_opened"}


def test_who_bought_or_said_no_hears_nothing(
    selling: PhotoSale, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    choose(user_of(guardian), selling, selling.album.photos.get())
    order(user_of(guardian), 120)
    remind_of_sales()
    assert kinds() == set()

    PhotoSale.objects.update(reminded_week_at=None)
    selling.lines.all().delete()
    say(child, guardian.household, Purpose.SALE, user_of(guardian), given=False)
    remind_of_sales()

    assert kinds() == set()


def test_nobody_is_reminded_by_night_or_where_the_office_switched_it_off(
    selling: PhotoSale, clock: Any
) -> None:
    clock.move_to(MORNING + timedelta(hours=13))
    remind_of_sales()
    clock.move_to(MORNING + timedelta(days=1))
    PhotoSale.objects.update(reminds=False)
    remind_of_sales()

    assert kinds() == set()


def test_a_sale_that_opened_later_than_that_is_not_reminded_of(selling: PhotoSale) -> None:
    PhotoSale.objects.update(opens_at=timezone.now() - timedelta(minutes=1))

    remind_of_sales()

    assert kinds() == set()


def test_the_words_name_the_album_and_the_day_and_no_amount(selling: PhotoSale, guardian: Guardian) -> None:
    remind_of_sales()
    message = Message.objects.filter(guardian=guardian).first()
    assert message and message.channel in Channel.values

    with translation.override("en"):
        words = writer_of(message.kind)(message)  # type: ignore[misc]
    assert words and selling.album.title in words.title
    assert "120" not in words.title + words.body and "¥" not in words.title + words.body

    look(selling, guardian)
    assert writer_of(message.kind)(message) is None  # type: ignore[misc]
