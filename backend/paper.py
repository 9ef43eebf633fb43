"""Setting paper with WeasyPrint: the fonts of the repository, and nothing that somebody's text names is fetched."""

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings

Read = Callable[[str], bytes]


def set_html(html: str, read: Read | None = None) -> Any:
    """WeasyPrint's HTML of a string. It is loaded at the first use: it costs seconds nobody else should pay.

    `read` answers the pictures the template itself names, and raises OSError where there is none; without it
    there are no pictures at all. Paper holds what the template says, never an address that somebody typed.
    """
    os.environ.setdefault("FONTCONFIG_FILE", str(settings.BASE_DIR / "fonts" / "fonts.conf"))
    from weasyprint import HTML

    return HTML(string=html, url_fetcher=_fetcher(read or nothing))


def nothing(url: str) -> bytes:
    """No picture."""
    raise OSError(f"not fetched: {url[:40]}")


def _fetcher(read: Read) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurs(URLFetcher):  # type: ignore[misc] # WeasyPrint carries no types, and loads late
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002 # WeasyPrint's
            return URLFetcherResponse(url, body=read(url))

    return OnlyOurs()
