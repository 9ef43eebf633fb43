"""Who asks: the owner of a personal token, for the children it names. Only the contact book takes one."""

from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.models import User
from contactbook.models import BookToken
from contactbook.services.tokens import token_of

SCHEME = "Bearer "


class BearerAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer engawa_…`; without the header the browser's session is asked."""

    def authenticate(self, request: Request) -> tuple[User, BookToken] | None:
        header = request.headers.get("Authorization", "")
        if not header.startswith(SCHEME):
            return None
        token = token_of(header.removeprefix(SCHEME).strip())
        if token is None:
            raise exceptions.AuthenticationFailed(_("This token is not known, or it has ended."))
        request._request.user = token.user  # the database's wall asks the request who is at its other end
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
