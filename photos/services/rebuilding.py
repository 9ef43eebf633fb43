"""The small files made anew from the sealed originals, where their recipe is older than ours."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db.models import QuerySet

from backend import darkroom, files
from backend.crops import Crop
from backend.derivatives import RECIPE
from photos.files import original_of, small_of
from photos.models import Photo
from photos.services.crops import keep_part


def stale_photos(*, everything: bool = False) -> QuerySet[Photo]:
    """Those with small files of an older make; `everything` names all that are not thrown out."""
    rows = Photo.objects.exclude(state=Photo.State.REMOVED).order_by("pk")
    return rows if everything else rows.exclude(recipe=RECIPE)


def rebuild_photo(*, photo: Photo) -> bool:
    """Make its small files again; False where the original is gone or cannot be opened any more. Twice is once."""
    content = files.read(original_of(photo.facility_id, photo.sha256))
    if content is None:
        return False
    with NamedTemporaryFile(prefix="engawa-photo-") as whole:
        whole.write(content)
        whole.flush()
        try:
            made = darkroom.develop(Path(whole.name))
        except darkroom.Spoilt:
            return False
    if photo.crop and not keep_part(photo, Crop.read(photo.crop)):
        return False
    for size, small in made.files.items():
        files.keep(small_of(photo.facility_id, photo.sha256, size), small)
    Photo.objects.filter(pk=photo.pk).update(
        recipe=RECIPE, tone=made.tone, width=made.width, height=made.height
    )
    return True
