"""Photos put into a notice or a page of the contact book, and taken out of it again."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from facilities.models import Child, Facility
from facilities.policies import audit
from photos.models import Photo, PhotoPlacement, TakedownRequest
from photos.policies import require_photographer

MOST_PLACED = {PhotoPlacement.Kind.NOTICE: 10, PhotoPlacement.Kind.ENTRY: 4}


@dataclass(frozen=True)
class Place:
    """A notice, or a child's entry. Whoever names one has asked its own app whether the actor may write there."""

    kind: PhotoPlacement.Kind
    pk: UUID
    facility: Facility
    child: Child | None = None


@transaction.atomic
def place_photos(*, actor: User, place: Place, photos: Iterable[UUID]) -> int:
    """Put photos of albums she works on there: who reads it sees them. Twice is once; returns how many are new."""
    require_photographer(actor, place.facility)
    _alone_with(place)
    wanted = list(dict.fromkeys(photos))
    rows = Photo.objects.worked_on_by(actor).filter(facility=place.facility, pk__in=wanted)
    known = set(rows.values_list("pk", flat=True))
    if len(known) < len(wanted):
        raise NotVisible
    there = set(_at(place).values_list("photo", flat=True))
    new = [pk for pk in wanted if pk not in there]
    _require_shown(new)
    _require_room(place, len(new))
    PhotoPlacement.objects.bulk_create(
        PhotoPlacement(
            facility=place.facility, photo_id=pk, kind=place.kind, target=place.pk, placed_by=actor
        )
        for pk in new
    )
    if new:
        _note(actor, "photo.place", place, len(new))
    return len(new)


@transaction.atomic
def take_out(*, actor: User, place: Place, photo: UUID) -> bool:
    """From this moment who reads it sees it no longer there, also where it was sent. Twice is once."""
    require_photographer(actor, place.facility)
    found = bool(_at(place).filter(photo=photo).delete()[0])
    if found:
        _note(actor, "photo.take_out", place, 1)
    return found


@transaction.atomic
def carry_over(*, actor: User, source: Place, target: Place) -> int:
    """Into what corrects it, with the photos the first one has; where some stand already nothing is changed."""
    require_photographer(actor, target.facility)
    _alone_with(target)
    if _at(target).exists():
        return 0
    rows = _at(source).filter(facility=target.facility).order_by("pk")
    made = PhotoPlacement.objects.bulk_create(
        PhotoPlacement(
            facility=target.facility, photo_id=pk, kind=target.kind, target=target.pk, placed_by=actor
        )
        for pk in rows.values_list("photo", flat=True)
    )
    return len(made)


@transaction.atomic
def clear_place(*, actor: User, place: Place) -> None:
    """What it stood in was thrown away."""
    require_photographer(actor, place.facility)
    _at(place).delete()


def _require_shown(photos: list[UUID]) -> None:
    if Photo.objects.filter(pk__in=photos, seconds__isnull=False).exists():
        raise DomainError(
            _("Clips stay in their albums. Nothing was put in; please choose photos."), code="clip"
        )
    hidden = Photo.objects.filter(pk__in=photos, state=Photo.State.HIDDEN)
    taken_back = Photo.objects.filter(pk__in=photos, album__withdrawn_at__isnull=False)
    held = TakedownRequest.objects.open().filter(photo__in=photos, hides=True)
    if hidden.exists() or taken_back.exists() or held.exists():
        raise DomainError(
            _("One of these photos is shown to nobody any more. Nothing was put in; please choose again."),
            code="hidden",
        )


def _require_room(place: Place, new: int) -> None:
    most = MOST_PLACED[place.kind]
    there = _at(place).exclude(photo__state=Photo.State.REMOVED).count()
    if new and there + new > most:
        raise DomainError(
            _("%(most)s photos fit here. Nothing was put in; please choose fewer.") % {"most": most},
            code="too_many",
        )


def _at(place: Place) -> QuerySet[PhotoPlacement]:
    return PhotoPlacement.objects.filter(kind=place.kind, target=place.pk)


def _alone_with(place: Place) -> None:
    """Two windows at once do not go over the bound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 8))", [f"{place.kind}{place.pk}"])


def _note(actor: User, action: str, place: Place, photos: int) -> None:
    audit(
        actor,
        action,
        place.kind,
        place.pk,
        organisation=place.facility.organisation_id,
        facility=place.facility,
        child=place.child,
        photos=photos,
    )
