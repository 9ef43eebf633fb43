"""Whether a live request comes from our own pages: a browser cannot forge its Origin header."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def is_our_origin(scope: Any) -> bool:
    """True for the configured address, a trusted origin, or the very host that was asked if it is ours."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    if not origin or origin == "null":
        return False
    if origin == settings.BASE_URL or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return _is_same_host(origin, headers.get(b"host", b"").decode("latin-1").lower())


def _is_same_host(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if settings.BASE_URL.startswith("https:") and parts.scheme != "https":
        return False
    domain, _ = split_domain_port(host)
    return (
        bool(domain) and parts.netloc == host and validate_host(domain, filter(None, settings.ALLOWED_HOSTS))
    )
