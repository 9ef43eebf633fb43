"""Who asks: the browser's session, with the CSRF token on every unsafe request."""

from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request


class SessionAuthentication(authentication.SessionAuthentication):
    """Nobody signed in is 401, so that a device knows to ask for signing in and keeps what it holds."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise exceptions.PermissionDenied(
                _("This request does not come from our pages. Nothing was saved."), code="csrf_failed"
            ) from None
