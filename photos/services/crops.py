"""A part of a photo is shown instead of all of it: the way to keep a group photo that one family did not agree to.

The sealed original stays as it is; the part has files of its own, made by the darkroom from the original.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from backend import darkroom, files
from backend.crops import Crop
from backend.errors import Conflict, DomainError
from facilities.policies import audit_children, audit_in
from photos.files import small_of
from photos.models import OrderLine, Photo, PhotoCutOut, PhotoTag
from photos.policies import require_worker
from photos.services.keeping import in_darkroom
from photos.services.tags import purpose_of


def crop_photo(*, actor: User, photo: Photo, part: Crop, cut_out: Iterable[UUID] = ()) -> Photo:
    """Show only this part from now on; those of `cut_out` who are named on it are not on it any more."""
    require_worker(actor, photo.album)
    if photo.is_clip:
        raise DomainError(_("Clips cannot be cropped. Nothing was changed."), code="clip")
    if not part.is_inside:
        raise DomainError(_("Choose a part within the photo. Nothing was changed."), code="part")
    _require_free(photo)
    if not keep_part(photo, part):
        raise DomainError(
            _("The original of this photo cannot be opened. Nothing was changed."), code="original"
        )
    with transaction.atomic():
        locked = _locked(photo)
        _require_free(locked)
        if locked.crop and locked.crop != str(part):
            raise Conflict(
                _("A colleague cropped this photo meanwhile. Nothing was changed."), code="cropped"
            )
        locked.crop = str(part)
        locked.save(update_fields=["crop"])
        _take_names(actor, locked, list(cut_out))
    return locked


@transaction.atomic
def uncrop_photo(*, actor: User, photo: Photo) -> Photo:
    """Show all of it again: whose names were taken off are on it again, and with them what their families said."""
    require_worker(actor, photo.album)
    locked = _locked(photo)
    if not locked.crop:
        return locked
    _require_free(locked)
    children = list(locked.cut_outs.order_by("child").values_list("child", flat=True))
    PhotoTag.objects.bulk_create(
        [
            PhotoTag(
                facility_id=locked.facility_id,
                photo=locked,
                child_id=child,
                purpose=purpose_of(locked.album, child),
                tagged_by=actor,
            )
            for child in children
        ],
        ignore_conflicts=True,
    )
    locked.cut_outs.all().delete()
    locked.crop = ""
    locked.save(update_fields=["crop"])
    _note(actor, "photo.uncrop", locked, children)
    return locked


def keep_part(photo: Photo, part: Crop) -> bool:
    """Its files are on the disk after this; False where the original is gone or cannot be opened. Twice is once."""
    made = in_darkroom(photo, lambda original: darkroom.crop(original, part))
    if made is None:
        return False
    for size, small in made.items():
        files.keep(small_of(photo.facility_id, f"{photo.sha256}-{part}", size), small)
    return True


def _locked(photo: Photo) -> Photo:
    rows = Photo.objects.select_for_update(of=("self",)).select_related("album", "facility")
    return rows.get(pk=photo.pk)


def _require_free(photo: Photo) -> None:
    """Who bought it gets what she saw."""
    if OrderLine.objects.filter(photo=photo, stands=True).exists():
        raise Conflict(
            _("Families ordered this photo as it is. Cancel their orders first. Nothing was changed."),
            code="ordered",
        )


def _take_names(actor: User, photo: Photo, cut_out: list[UUID]) -> None:
    tags = photo.tags.filter(child__in=cut_out)
    children = list(tags.order_by("child").values_list("child", flat=True))
    PhotoCutOut.objects.bulk_create(
        [
            PhotoCutOut(facility_id=photo.facility_id, photo=photo, child_id=child, by=actor)
            for child in children
        ],
        ignore_conflicts=True,
    )
    tags.delete()
    _note(actor, "photo.crop", photo, children)


def _note(actor: User, action: str, photo: Photo, children: list[UUID]) -> None:
    """For the office, and for the families whose child's name went or came."""
    place = photo.facility
    audit_in(actor, action, "photo", photo)
    audit_children(
        actor,
        action,
        children,
        organisation=place.organisation_id,
        facility=place.pk,
        about=("photo", photo.pk),
    )
