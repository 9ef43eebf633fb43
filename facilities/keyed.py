"""Keyed hashes of what people hold or type: a copy of the table alone says nothing, and opens nothing."""

from django.conf import settings
from django.utils.crypto import salted_hmac


def keyed_hash(purpose: str, text: str) -> str:
    """64 hex digits with the newest key; `purpose` keeps uses apart."""
    return _hash(purpose, text, settings.SECRET_KEY)


def keyed_hashes(purpose: str, text: str) -> list[str]:
    """The same with every key that still counts, the newest first."""
    return [_hash(purpose, text, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _hash(purpose: str, text: str, key: str) -> str:
    return salted_hmac(f"facilities.{purpose}", text, key, algorithm="sha256").hexdigest()
