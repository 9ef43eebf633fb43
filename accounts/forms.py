"""The sign-in form: one line for the login name or the address, one for the password."""

import unicodedata
from typing import Any

from allauth.account.forms import LoginForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LOGIN_LENGTH = 254
PASSWORD_LENGTH = 1000


class SignInForm(LoginForm):  # type: ignore[misc] # allauth has no types
    """Full-width letters of a Japanese keyboard are read as the plain ones they stand for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("Login name or e-mail"), _("Password")
        login.validators.append(MaxLengthValidator(LOGIN_LENGTH))
        password.validators.append(MaxLengthValidator(PASSWORD_LENGTH))
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        password.widget.attrs = {"autocomplete": "current-password"}
        password.help_text = ""

    def clean_login(self) -> str:
        """What she meant to type."""
        return unicodedata.normalize("NFKC", self.cleaned_data["login"]).strip()
