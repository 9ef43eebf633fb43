"""Papers for families are told by what they are."""

import pytest

from backend.documents import PDF, document_of
from backend.errors import DomainError
from tests.contactbook.pictures import jpeg

pytestmark = pytest.mark.usefixtures("_english")


def test_a_pdf_is_kept_as_it_is() -> None:
    content = b"%PDF-1.7\n1 0 obj\n%%EOF\n"

    assert (document_of(content).content, document_of(content).content_type) == (content, PDF)


def test_a_photo_becomes_a_jpeg_without_what_stands_behind_it() -> None:
    made = document_of(jpeg() + b"%PDF-1.7 <script>")

    assert made.content_type == "image/jpeg"
    assert b"<script>" not in made.content


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"<svg/>", b"%PDF-", b"RIFF\0\0\0\0WAVE", b"\xff\xd8\xff"]
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError, match=r"not saved|Nothing was saved"):
        document_of(content)
