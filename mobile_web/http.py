"""Types and small answers that all pages share."""

from hashlib import blake2s
from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from facilities.selectors.family import Family


class PageRequest(HttpRequest):
    """A request of a signed-in person; LoginRequiredMiddleware saw to that."""

    user: User
    htmx: HtmxDetails
    csp_nonce: str


class FamilyRequest(PageRequest):
    """A request of a guardian, with her family read once."""

    family: Family


def person(request: HttpRequest) -> User:
    """The signed-in person of a request typed by a library."""
    return cast(User, request.user)


def person_mark(user: User) -> str:
    """An opaque, stable mark of a person, by which a device keeps unsent rows apart."""
    return blake2s(user.pk.bytes, key=settings.SECRET_KEY.encode()[:32], digest_size=8).hexdigest()


def uuid_or_none(text: str) -> UUID | None:
    """A key from an address; nonsense is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_or(text: str, otherwise: int, most: int = 99_999) -> int:
    """A whole number from an address, at most `most`; nonsense is `otherwise`."""
    return min(int(text), most) if text.isdecimal() and len(text) < 6 else otherwise
