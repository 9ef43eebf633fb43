"""Types and small answers that all pages share."""

from hashlib import blake2s
from typing import cast

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


def session_mark(request: HttpRequest) -> str:
    """A short opaque mark of this session, to tell devices apart in tickets."""
    key = request.session.session_key or ""
    return blake2s(key.encode(), key=settings.SECRET_KEY.encode()[:32], digest_size=6).hexdigest()


def person_mark(user: User) -> str:
    """An opaque, stable mark of a person, by which a device keeps unsent rows apart."""
    return blake2s(user.pk.bytes, key=settings.SECRET_KEY.encode()[:32], digest_size=8).hexdigest()
