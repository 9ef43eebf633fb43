"""What a telephone shows when an album is shown, a wish was answered, or a sale closes soon; never an amount."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from facilities.clock import zone_of
from notices.messages import Words, words_for
from notices.models import Message
from photos.models import Album, OrderLine, PhotoSale, SaleOpening, TakedownRequest
from photos.selectors.sales import on_sale_to, wares_for


@words_for("album")
def album_words(message: Message) -> Words | None:
    """Nothing for who does not see it any more."""
    user = message.guardian.user
    album = Album.objects.received_by(user).filter(pk=message.about).first() if user else None
    if album is None:
        return None
    return Words(
        title=_("New photos: %(title)s") % {"title": album.title},
        body=message.facility.name,
        url=reverse("guardian_album", args=[album.pk]),
        tag=f"album-{album.pk}",
    )


@words_for("photo_answer")
def answer_words(message: Message) -> Words | None:
    """What became of her wish, without the photo."""
    wish = TakedownRequest.objects.filter(pk=message.about, requested_by=message.guardian.user).first()
    if wish is None or wish.decided_at is None:
        return None
    taken = _("The photo is no longer shown.")
    stays = _("The photo stays. The facility says why.")
    return Words(
        title=_("Your wish about a photo was answered"),
        body=taken if wish.outcome == TakedownRequest.Outcome.TAKEN else wish.answer or stays,
        url=reverse("guardian_albums"),
        tag=f"takedown-{wish.pk}",
    )


@words_for("sale_unopened")
def unopened_words(message: Message) -> Words | None:
    """Nothing for a home that looked meanwhile."""
    sale = _sale_for(message)
    if sale is None or _homes_mark(SaleOpening.objects.filter(sale=sale), message):
        return None
    title = _("Until %(when)s: photos of “%(title)s”")
    return _of_sale(message, sale, title, _("You have not looked at them yet. Only if you like."))


@words_for("sale_opened")
def opened_words(message: Message) -> Words | None:
    """For a home that looked and bought nothing."""
    sale = _sale_for(message)
    if sale is None:
        return None
    title = _("The photos of “%(title)s” can be ordered until %(when)s")
    return _of_sale(message, sale, title, _("If you want none, you need not do anything."))


def _sale_for(message: Message) -> PhotoSale | None:
    """The sale, while something in it is on sale to her and her home has bought nothing of it."""
    user = message.guardian.user
    sale = on_sale_to(user).filter(pk=message.about).first() if user else None
    if user is None or sale is None or not wares_for(user, sale).exists():
        return None
    bought = OrderLine.objects.filter(sale=sale, stands=True)
    return None if _homes_mark(bought, message) else sale


def _homes_mark(rows: QuerySet[Any], message: Message) -> bool:
    return rows.filter(household=message.guardian.household_id).exists()


def _of_sale(message: Message, sale: PhotoSale, title: str, body: str) -> Words:
    at = timezone.localtime(sale.closes_at, zone_of(sale.facility))
    words = {"title": sale.album.title, "when": date_format(at, _("D j M G:i"))}
    return Words(
        title=title % words,
        body=f"{message.facility.name}\n{body}",
        url=reverse("guardian_sale", args=[sale.pk]),
        tag=f"sale-{sale.pk}",
    )
