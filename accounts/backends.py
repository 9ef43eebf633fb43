"""Checks login name or e-mail and password, by the two unique indexes of the account."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from accounts.models import User


class SignInBackend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Upper and lower case are the same; only the account's own address counts, no other table is asked."""

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        user = User.objects.filter(Exact(Lower("login"), username.lower())).first() if username else None
        return self._checked(user, password)

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        named = User.objects.exclude(email="").filter(Exact(Lower("email"), email.lower()))
        return self._checked(named.first() if email else None, password)

    def _checked(self, user: User | None, password: str) -> User | None:
        checked: User | None = self._check_password(user, password)
        return checked
