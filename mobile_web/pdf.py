"""Paper: HTML templates set as PDF with the fonts of the repository, so that every name is there."""

import os
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string


def pdf_of(template: str, context: dict[str, Any]) -> bytes:
    """Set a template. WeasyPrint is loaded at the first use: it costs seconds that no other page should pay."""
    os.environ.setdefault("FONTCONFIG_FILE", str(settings.BASE_DIR / "fonts" / "fonts.conf"))
    from weasyprint import HTML

    html = render_to_string(template, context)
    document: bytes = HTML(string=html, url_fetcher=_nothing_from_elsewhere).write_pdf(pdf_variant="pdf/ua-1")
    return document


def _nothing_from_elsewhere(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    """Paper holds what the template says; it never fetches an address that somebody typed."""
    raise ValueError(f"not fetched: {url[:40]}")
