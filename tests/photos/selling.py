"""An album on sale, made row by row: these tests are about buying."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Facility, Grant, Guardian, Household
from photos.ledger import Method
from photos.models import (
    Album,
    Order,
    Photo,
    PhotoConsent,
    PhotoPrice,
    PhotoSale,
    PhotoTag,
    Purpose,
    WareKind,
)
from photos.services.sales_cart import put_in_cart
from photos.services.sales_orders import place_orders
from tests import factories

PRICES = {WareKind.DATA: 120, WareKind.PRINT_L: 80}


def make_album(author: User, facility: Facility, **fields: Any) -> Album:
    """Shown to the whole facility."""
    values = {"title": "秋の遠足", "starts_on": factories.today(), "ends_on": factories.today()}
    return Album.objects.create(
        facility=facility, author=author, published_at=timezone.now(), **{**values, **fields}
    )


def make_photo(album: Album, *children: Child, position: int = 1, **fields: Any) -> Photo:
    """A ready photo with these children on it; no file stands behind it."""
    photo = Photo.objects.create(
        facility=album.facility,
        album=album,
        **{
            "sha256": uuid4().hex * 2,
            "media_type": "image/jpeg",
            "width": 4000,
            "height": 3000,
            "bytes": 5_000_000,
            "tone": "#c0d0e0",
            "recipe": 1,
            "position": position,
            "state": Photo.State.READY,
            "uploaded_by": album.author,
            **fields,
        },
    )
    for child in children:
        PhotoTag.objects.create(
            facility=album.facility,
            photo=photo,
            child=child,
            purpose=Purpose.CLASS_ALBUM,
            tagged_by=album.author,
        )
    return photo


def make_sale(
    album: Album, prices: dict[Any, int] | None = None, *, days: int = 10, **fields: Any
) -> PhotoSale:
    """Open since an hour."""
    now = timezone.now()
    sale = PhotoSale.objects.create(
        facility=album.facility,
        album=album,
        author=album.author,
        **{
            "opens_at": now - timedelta(hours=1),
            "closes_at": now + timedelta(days=days),
            "published_at": now - timedelta(hours=2),
            **fields,
        },
    )
    for kind, yen in (prices or PRICES).items():
        PhotoPrice.objects.create(sale=sale, facility=album.facility, kind=kind, yen=yen)
    return sale


def say(child: Child, household: Household, purpose: str, by: User, *, given: bool) -> PhotoConsent:
    """A family's word."""
    facility = child.enrolments.get().facility
    return PhotoConsent.objects.create(
        facility=facility,
        child=child,
        household=household,
        purpose=purpose,
        given=given,
        since=factories.today(),
        by=by,
        text_version="1",
    )


def let_buy(*guardians: Guardian) -> None:
    """They may buy."""
    Grant.objects.filter(guardian__in=guardians).update(can_buy=True)


def user_of(guardian: Guardian) -> User:
    """Her account, which is there."""
    assert guardian.user
    return guardian.user


def choose(
    actor: User, sale: PhotoSale, *photos: Photo, kind: str = WareKind.DATA, quantity: int = 1
) -> None:
    """Put each of them in the cart."""
    for photo in photos:
        put_in_cart(actor=actor, sale=sale, photo=photo, kind=kind, quantity=quantity)


def order(actor: User, total: int, method: str = Method.FEE) -> Order:
    """Order the cart of one facility."""
    (made,) = place_orders(actor=actor, key=uuid4(), method=method, seen_total=total)
    return made


def pks(rows: Iterable[Any]) -> set[Any]:
    return {row.pk for row in rows}
