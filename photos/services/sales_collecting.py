"""Taking lists of families away, of the month's collection and of envelopes: written down each time."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from facilities.clock import zone_of
from facilities.models import Facility
from facilities.policies import audit, audit_in
from photos.models import PhotoSale
from photos.policies import require_album_keeper
from photos.selectors.packing import Room, packing_of
from photos.selectors.sales_office import owed_in


@transaction.atomic
def take_collection(*, actor: User, facility: Facility, month: date) -> list[list[str]]:
    """Rows for the program that makes the statements."""
    require_album_keeper(actor, facility)
    owed = owed_in(facility, month)
    audit(
        actor,
        "photo_order.collection",
        "facility",
        facility.pk,
        organisation=facility.organisation_id,
        facility=facility,
        month=f"{month:%Y-%m}",
        orders=len(owed),
    )
    return [
        [
            str(one.order),
            one.order.household.name,
            one.children,
            f"{timezone.localtime(one.order.placed_at, zone_of(facility)):%Y-%m-%d}",
            str(one.order.total),
            str(one.order.get_state_display()),
        ]
        for one in owed
    ]


@transaction.atomic
def take_packing(*, actor: User, sale: PhotoSale) -> list[Room]:
    """Whose prints go into which envelope, class by class."""
    require_album_keeper(actor, sale.facility)
    rooms = packing_of(sale)
    audit_in(
        actor, "photo_sale.packing", "photosale", sale, envelopes=sum(len(room.envelopes) for room in rooms)
    )
    return rooms
