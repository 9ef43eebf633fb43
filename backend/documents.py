"""Papers that an office hangs up for families: a PDF as it is, a photo made small. Pure.

Told by what they are and never by their name; what families open later carries the type that was found here.
"""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backend.errors import DomainError
from backend.images import picture_of

MOST_BYTES = 10 * 1024 * 1024
PDF, JPEG = "application/pdf", "image/jpeg"
ENDINGS = {PDF: "pdf", JPEG: "jpg"}
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
LAST = 2048  # a PDF says near its end that it is whole


@dataclass(frozen=True)
class Document:
    """A paper as it is kept; `sha256` is that of `content`."""

    content: bytes
    content_type: str
    sha256: str


class NotADocument(DomainError):
    """The file cannot be taken, in a sentence that says what to do. 422."""

    code = "document"


def document_of(content: bytes) -> Document:
    """A whole PDF of at most 10 MB, or a photo upright and without what the camera noted; else NotADocument."""
    if content.startswith(PICTURES):
        picture = picture_of(content)
        return Document(picture.large, JPEG, picture.sha256)
    if not content:
        raise NotADocument(_("Choose a file first. Nothing was saved."))
    if not content.startswith(b"%PDF-"):
        raise NotADocument(_("This is neither a PDF nor a photo (JPEG, PNG, WebP). The file was not saved."))
    if len(content) > MOST_BYTES:
        raise NotADocument(
            _("This PDF is larger than 10 MB. The file was not saved; please make it smaller.")
        )
    if b"%%EOF" not in content[-LAST:]:
        raise NotADocument(_("This PDF is damaged: its end is missing. The file was not saved."))
    return Document(content, PDF, hashlib.sha256(content).hexdigest())
