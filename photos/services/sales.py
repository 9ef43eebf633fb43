"""Putting an album on sale: its time, its prices, and letting families in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.policies import audit_in
from photos.models import Album, OrderLine, PhotoPrice, PhotoSale, PriceDefault
from photos.policies import require_album_keeper
from photos.providers import card_of

LONGEST = timedelta(days=366)


@transaction.atomic
def set_sale(
    *,
    actor: User,
    album: Album,
    opens_at: datetime,
    closes_at: datetime,
    prices: Mapping[str, int],
    profit_percent: int = 0,
    takes_cards: bool = False,
    reminds: bool = True,
    gives_free: bool = True,
    version: int = 0,
) -> PhotoSale:
    """Times and prices of an album's sale, as a whole. Carts show a changed price and ask again."""
    require_album_keeper(actor, album.facility)
    _require_times(opens_at, closes_at)
    if takes_cards and card_of(album.facility.organisation_id) is None:
        raise DomainError(_("Cards are not switched on here. Nothing was saved."))
    if not prices:
        raise DomainError(_("Set a price for at least one kind. Nothing was saved."))
    sale = PhotoSale.objects.select_for_update(of=("self",)).filter(album=album).first()
    if sale is not None and sale.version != version:
        raise Conflict(_("Somebody else changed this sale. Look at it again; nothing was saved."))
    values: dict[str, Any] = {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "profit_percent": profit_percent,
        "takes_cards": takes_cards,
        "reminds": reminds,
        "gives_free": gives_free,
    }
    sale, _made = PhotoSale.objects.update_or_create(
        album=album,
        defaults={**values, "version": version + 1},
        create_defaults={**values, "facility": album.facility, "author": actor},
    )
    _set_prices(sale, prices)
    audit_in(actor, "photo_sale.set", "photosale", sale)
    return sale


@transaction.atomic
def publish_sale(*, actor: User, sale: PhotoSale) -> PhotoSale:
    """Let families see it from its opening on. Twice is once."""
    require_album_keeper(actor, sale.facility)
    current = PhotoSale.objects.select_for_update(of=("self",)).get(pk=sale.pk)
    if current.published_at is not None:
        return current
    if not current.album.is_shown:
        raise DomainError(_("Show the album to families first. The sale was not opened."))
    if current.closes_at <= timezone.now():
        raise DomainError(_("The sale would be over already. Choose a later end. It was not opened."))
    current.published_at = timezone.now()
    current.save(update_fields=["published_at"])
    audit_in(actor, "photo_sale.publish", "photosale", current)
    return current


@transaction.atomic
def discard_sale(*, actor: User, sale: PhotoSale) -> None:
    """Throw away a sale of which nothing was ordered."""
    require_album_keeper(actor, sale.facility)
    PhotoSale.objects.select_for_update(of=("self",)).get(pk=sale.pk)
    if OrderLine.objects.filter(sale=sale).exists():
        raise Conflict(_("Families have ordered already. End the sale instead; nothing was deleted."))
    audit_in(actor, "photo_sale.discard", "photosale", sale)
    sale.delete()


def _require_times(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise DomainError(_("The sale ends before it begins. Nothing was saved."))
    if closes_at - opens_at > LONGEST:
        raise DomainError(_("A sale lasts at most a year. Nothing was saved."))


def _set_prices(sale: PhotoSale, prices: Mapping[str, int]) -> None:
    """What has no price is not sold; the next album of this kind begins with these."""
    sale.prices.exclude(kind__in=prices).delete()
    for kind, yen in prices.items():
        PhotoPrice.objects.update_or_create(
            sale=sale, kind=kind, defaults={"yen": yen, "facility_id": sale.facility_id}
        )
        PriceDefault.objects.update_or_create(
            facility_id=sale.facility_id, album_kind=sale.album.kind, kind=kind, defaults={"yen": yen}
        )
