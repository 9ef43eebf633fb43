"""The photos of entries as the book takes them."""

from collections.abc import Callable
from uuid import UUID

from backend import files
from backend.paper import nothing
from contactbook.photo_files import name_of

PHOTO = "photo:"


def pictures_of(facility: UUID) -> Callable[[str], bytes]:
    """Answers the addresses that the book's templates make; a photo that is gone leaves its place empty."""

    def read(url: str) -> bytes:
        content = None
        if url.startswith(PHOTO):
            content = files.read(name_of(facility, url.removeprefix(PHOTO), "large"))
        return nothing(url) if content is None else content

    return read
