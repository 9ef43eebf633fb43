"""The shop before it opens, as staff look at it: what a family will find in it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from facilities.models import Child
from photos.models import Photo, PhotoSale, PhotoTag, TakedownRequest
from photos.selectors.sales import agreed_to_sell


def wares_in_preview(sale: PhotoSale, child: Child | None) -> QuerySet[Photo]:
    """To this child's family, hers first; without a child what every family finds. The rules are those of the shop."""
    on_it = PhotoTag.objects.filter(photo=OuterRef("pk"))
    others = on_it.exclude(child=child) if child else on_it
    held = TakedownRequest.objects.open().filter(photo=OuterRef("pk"), hides=True)
    rows = Photo.objects.filter(
        ~Exists(others.unagreed()),
        ~Exists(held),
        album=sale.album_id,
        seconds__isnull=True,
        state=Photo.State.READY,
    )
    is_own = Exists(on_it.filter(child=child)) if child else Exists(on_it.none())
    return agreed_to_sell(rows, Q(child=child)).annotate(is_own=is_own).order_by("-is_own", "position", "pk")
