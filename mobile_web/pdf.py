"""Paper: HTML templates set as PDF with the fonts of the repository, so that every name is there."""

from typing import Any

from django.template.loader import render_to_string

from backend.paper import set_html


def pdf_of(template: str, context: dict[str, Any]) -> bytes:
    """Set a template."""
    document: bytes = set_html(render_to_string(template, context)).write_pdf(pdf_variant="pdf/ua-1")
    return document
