"""The small files made anew from the sealed originals, where their recipe is older than ours."""

from django.db.models import QuerySet

from backend import clips, darkroom, files
from backend.crops import Crop
from backend.derivatives import RECIPE
from photos.files import small_of
from photos.models import Photo
from photos.services.clips import keep_playable
from photos.services.crops import keep_part
from photos.services.keeping import in_darkroom


def stale_photos(*, everything: bool = False) -> QuerySet[Photo]:
    """Those with small files of an older make; `everything` names all that are not thrown out."""
    rows = Photo.objects.exclude(state=Photo.State.REMOVED).order_by("pk")
    return rows if everything else rows.exclude(recipe=RECIPE)


def rebuild_photo(*, photo: Photo) -> bool:
    """Make its small files again; False where the original is gone or cannot be opened any more. Twice is once."""
    made = in_darkroom(photo, clips.look if photo.is_clip else darkroom.develop)
    if made is None:
        return False
    if photo.plays and not _is_playable(photo):
        return False
    if photo.crop and not keep_part(photo, Crop.read(photo.crop)):
        return False
    for size, small in made.files.items():
        files.keep(small_of(photo.facility_id, photo.sha256, size), small)
    Photo.objects.filter(pk=photo.pk).update(
        recipe=RECIPE, tone=made.tone, width=made.width, height=made.height
    )
    return True


def _is_playable(photo: Photo) -> bool:
    try:
        keep_playable(photo)
    except darkroom.Spoilt:
        return False
    return True
