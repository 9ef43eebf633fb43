"""What somebody types who joins: her code, an account, an address, a telephone. Rules are the services'."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from facilities.models import Guardian
from mobile_web.forms.families import SaidForm

# How a language calls itself; never translated.
LANGUAGES = (
    (Language.JAPANESE.value, "日本語"),
    (Language.EASY.value, "やさしい日本語"),
    (Language.ENGLISH.value, "English"),
)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


class CodeForm(forms.Form):
    """The code of the sheet."""

    code = forms.CharField(label=_("Code on your sheet"), max_length=40, strip=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
            "placeholder": "XXXX-XXXX-XXXX", "data-join-code": "",
        }  # fmt: skip


class RelationForm(forms.Form):
    """What she is to the child; asked only where the roster does not know."""

    relation = forms.ChoiceField(label=_("You are the child's"), choices=Guardian.Relation.choices)

    def __init__(self, *args: Any, asks_relation: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_relation:
            del self.fields["relation"]


class AccountForm(RelationForm):
    """A new account. The name is typed, not shown: the sheet may have come into wrong hands."""

    name = forms.CharField(label=_("Your name"), max_length=100)
    login = forms.CharField(
        label=_("E-mail address or a login name of your own"),
        max_length=64,
        min_length=3,
        help_text=_("You sign in with it from now on."),
    )
    password = forms.CharField(
        label=_("Password"), max_length=1000, strip=False, widget=forms.PasswordInput(render_value=True)
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, initial=Language.JAPANESE.value, widget=forms.RadioSelect
    )
    field_order = ("name", "relation", "login", "password", "language")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "inputmode": "email",
        }  # fmt: skip
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"
        self.fields["password"].help_text = " ".join(password_validators_help_texts()[1:2])

    def clean_login(self) -> str:
        login = _plain(self.cleaned_data["login"])
        if any(sign.isspace() for sign in login):
            raise ValidationError(_("A login name has no spaces."))
        if "@" in login:
            forms.EmailField().clean(login)
        return login

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "password" in values:
            person = User(login=values.get("login", ""), name=values.get("name", ""))
            try:
                validate_password(values["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return values


class EmailForm(forms.Form):
    """Where mails go once the address is proved."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "autocapitalize": "none"}

    def clean_email(self) -> str:
        return _plain(self.cleaned_data["email"])


class DigitsForm(SaidForm):
    """The number that was mailed."""

    digits = forms.CharField(label=_("The six digits from the mail"), max_length=20)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["digits"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


class ContactForm(forms.Form):
    """How she is reached."""

    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        help_text=_("Called in an emergency when nobody of the family has read."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    wants_push = forms.BooleanField(label=_("Notifications on the phone"), required=False, initial=True)
    wants_email = forms.BooleanField(label=_("E-mail"), required=False, initial=True)
    wants_paper = forms.BooleanField(label=_("Paper from the nursery"), required=False)
