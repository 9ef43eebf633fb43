"""The photos of entries as the book takes them."""

from django.core.files.storage import default_storage


def read_picture(sha256: str) -> bytes:
    """A photo in the size for print; OSError where it is gone, and the page keeps its place empty."""
    with default_storage.open(f"entry-photos/{sha256[:2]}/{sha256}.jpg") as file:
        content: bytes = file.read()
    return content
