"""Which files of a photo somebody may fetch: what is sold is only shown as a sample; clips are not sold."""

from accounts.models import User
from backend.clips import CLIP
from photos.models import Album, Photo, PhotoSale


def large_size(album: Album) -> str:
    """In which size families open its photos: with a sale the marked sample, also when it is over."""
    is_sold = PhotoSale.objects.filter(album=album, published_at__isnull=False).exists()
    return "sample" if is_sold else "shown"


def may_fetch(user: User, photo: Photo, size: str) -> bool:
    """Of a photo she sees; who works on its album fetches every size."""
    if size == CLIP:
        return photo.plays
    if size != "shown" or photo.is_clip or large_size(photo.album) == "shown":
        return True
    return Album.objects.worked_on_by(user).filter(pk=photo.album_id).exists()
