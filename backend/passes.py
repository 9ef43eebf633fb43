"""Addresses of files that die soon: signed for one thing, one session, one minute. Checking one asks nobody."""

import hmac
import time
from base64 import urlsafe_b64encode

from django.conf import settings

LIFETIME = 60
_STEP = 15  # addresses made within the same seconds are the same, so that a page drawn twice loads once


def sign(thing: str, session: str, lifetime: int = LIFETIME) -> str:
    """The part of the address that lets this session fetch this thing for a minute at most, or for `lifetime`."""
    until = int(time.time()) // _STEP * _STEP + lifetime
    return f"{until:x}-{_mac(settings.TICKET_KEYS[0], thing, session, until)}"


def is_good(signed: str, thing: str, session: str, lifetime: int = LIFETIME) -> bool:
    """Did we sign this for this session, and is its minute not over? `lifetime` as it was signed with."""
    said, _, mac = signed.partition("-")
    try:
        until = int(said, 16)
    except ValueError:
        return False
    if not 0 <= until - time.time() <= lifetime or said != f"{until:x}":
        return False
    keys = settings.TICKET_KEYS
    return any(hmac.compare_digest(mac.encode(), _mac(key, thing, session, until).encode()) for key in keys)


def is_fresh(signed: str, lifetime: int) -> bool:
    """Of a good one: is it still the first minute? What may be gone on with for `lifetime` is begun only then."""
    return int(signed.partition("-")[0], 16) - time.time() > lifetime - LIFETIME


def _mac(key: str, thing: str, session: str, until: int) -> str:
    words = f"file:{session}:{until:x}:{thing}".encode()
    return urlsafe_b64encode(hmac.digest(key.encode(), words, "sha256")[:18]).decode()
