"""What allauth asks us: who may sign in, what she is told when it fails, where she lands afterwards."""

import base64
import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.language import remember_language
from accounts.models import User
from accounts.sessions import begin, end_sessions

WRONG = gettext_lazy(
    "The login name or the password is not right. Please try again, or ask your nursery or office."
)
TOO_OFTEN = gettext_lazy("Too many attempts. Please wait five minutes and try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts are made by invitation, and a wrong password, an unknown and a closed account look alike."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "incorrect_password": gettext_lazy("This password is not right."),
        "enter_current_password": gettext_lazy("This is not your present password. It was not changed."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by herself."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person of these credentials; the right password of a closed account is as wrong as any."""
        user: User | None = super().authenticate(request, **credentials)
        if user is None or not user.is_active:
            return None
        return user

    def set_password(self, user: User, password: str) -> None:
        """A new password ends every other sign-in of hers, with its open pages."""
        super().set_password(user, password)
        request = context.request
        end_sessions([user.pk], keep=request.session.session_key if request else None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind a socket or a wrong number of proxies there is none: everybody there is one network."""
        try:
            address: str = super().get_client_ip(request)
        except PermissionDenied:
            return ""
        return address

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A passkey or second factor of a closed account."""
        messages.error(request, _("This account is closed. Please ask your nursery or office."))
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Note the browser; pages speak her language on this device from now on."""
        begin(request)
        response: HttpResponse = super().post_login(request, user, **hooks)
        remember_language(response, user.page_language)
        return response


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Passkeys and one-time codes for everybody who signs in; their secrets are encrypted at rest."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right, or it is too old. Please type the present one."
        ),
    }

    def encrypt(self, text: str) -> str:
        """A database dump alone opens no second factor."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Keys of SECRET_KEY_FALLBACKS still open what was written under them."""
        return _vault().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """A name she may change: 'Passkey 2'."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser calls us when it asks for a finger or a face."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Engawa"}


def _vault() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second-factor:{key}".encode()).digest()))
            for key in keys
        ]
    )
