"""Where the files of a photo lie: by what they are, inside the facility, so that the same photo lies there once."""

from uuid import UUID

SIZES = ("large", "small")


def name_of(facility_id: UUID, sha256: str, size: str) -> str:
    """The name in the storage."""
    return f"book/{facility_id}/{sha256[:2]}/{sha256}-{size}.jpg"
