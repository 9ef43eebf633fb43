"""Albums, photos and who is on them, consents and wishes."""

from .albums import TITLE_LENGTH, Album, AlbumClassroom
from .consents import PhotoConsent, Purpose, TakedownRequest
from .photos import Favourite, Photo, PhotoTag

__all__ = [
    "TITLE_LENGTH",
    "Album",
    "AlbumClassroom",
    "Favourite",
    "Photo",
    "PhotoConsent",
    "PhotoTag",
    "Purpose",
    "TakedownRequest",
]
