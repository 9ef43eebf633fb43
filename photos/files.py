"""Where the files of a photo lie: by what the original is, inside the facility; the same photo lies there once."""

from uuid import UUID


def original_of(facility_id: UUID, sha256: str) -> str:
    """The sealed original, as it came: with everything the camera noted. No page serves it."""
    return f"originals/{facility_id}/{sha256[:2]}/{sha256}"


def small_of(facility_id: UUID, content: str, size: str) -> str:
    """One of the files made from it; `content` is the photo's, `size` one of backend.derivatives.SIZES, or PART."""
    return f"photos/{facility_id}/{content[:2]}/{content}-{size}.jpg"


def clip_of(facility_id: UUID, sha256: str) -> str:
    """A clip as everybody plays it: made anew, without what the telephone noted."""
    return f"photos/{facility_id}/{sha256[:2]}/{sha256}-clip.mp4"


def bought_of(facility_id: UUID, content: str) -> str:
    """The photo as who bought it gets it, or what is kept of it: without what the camera noted."""
    return f"bought/{facility_id}/{content[:2]}/{content}.jpg"


def facts_of(facility_id: UUID, content: str) -> str:
    """How long that file is, and its check sum: written after it."""
    return f"bought/{facility_id}/{content[:2]}/{content}.json"
