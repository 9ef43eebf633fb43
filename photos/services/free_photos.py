"""The yearly free set: how many photos a facility gives, and taking places of it as part of an order."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError
from facilities.models import Facility
from facilities.policies import audit
from photos.free_set import YEARLY_MOST
from photos.models import FreeAllowance, FreePhoto, OrderLine
from photos.policies import require_album_keeper
from photos.selectors.free_photos import Key
from photos.selectors.sales import CartRow


@transaction.atomic
def set_yearly(*, actor: User, facility: Facility, yearly: int) -> int:
    """So many photos a child and school year from now on, zero: none. What families took stays theirs."""
    require_album_keeper(actor, facility)
    if not 0 <= yearly <= YEARLY_MOST:
        sentence = _("A number from 0 to %(most)s, please. Nothing was saved.")
        raise DomainError(sentence % {"most": YEARLY_MOST})
    FreeAllowance.objects.update_or_create(facility=facility, defaults={"yearly": yearly})
    audit(
        actor,
        "photo_sale.free_photos",
        "facility",
        facility.pk,
        organisation=facility.organisation_id,
        facility=facility,
        yearly=yearly,
    )
    return yearly


def take_places(lines: Iterable[tuple[OrderLine, CartRow]]) -> None:
    """Part of an order, under the household's lock. Two that took the same place would be stopped by the database."""
    free: dict[Key, Iterator[int]] = {}
    taken = []
    for line, row in lines:
        if row.free is None:
            continue
        taken.append(
            FreePhoto(
                facility_id=line.facility_id,
                line=line,
                household_id=line.household_id,
                child=row.free.child,
                school_year=row.free.school_year,
                place=next(free.setdefault(row.free.key, row.free.places)),
                worth=row.price or 0,
            )
        )
    FreePhoto.objects.bulk_create(taken)
