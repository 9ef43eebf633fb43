"""Where the files of a photo lie: by what the original is, inside the facility; the same photo lies there once."""

from uuid import UUID


def original_of(facility_id: UUID, sha256: str) -> str:
    """The sealed original, as it came: with everything the camera noted. No page serves it."""
    return f"originals/{facility_id}/{sha256[:2]}/{sha256}"


def small_of(facility_id: UUID, sha256: str, size: str) -> str:
    """One of the files made from it; `size` is one of backend.derivatives.SIZES."""
    return f"photos/{facility_id}/{sha256[:2]}/{sha256}-{size}.jpg"


def bought_of(facility_id: UUID, sha256: str) -> str:
    """The photo as who bought it gets it: whole, without what the camera noted; made when it is first fetched."""
    return f"bought/{facility_id}/{sha256[:2]}/{sha256}.jpg"


def facts_of(facility_id: UUID, sha256: str) -> str:
    """How long that file is, and its check sum: written after it."""
    return f"bought/{facility_id}/{sha256[:2]}/{sha256}.json"
