"""Staff: inviting, posts, leaving, and opening an account with a code."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import PASSWORD_LENGTH
from accounts.models import User
from backend.ids import uuid7
from facilities.calendar import school_year_of
from facilities.models import CENTRAL_ROLES, Classroom, Facility, Organisation, Role
from facilities.policies import may_give
from facilities.selectors.tablets import managed_facilities
from mobile_web.forms.fields import DayInput
from mobile_web.forms.joining import CodeForm

LOGIN_LENGTH = 64

__all__ = ["AccountForm", "CodeForm", "EndForm", "HelpForm", "InviteForm", "NewPasswordForm", "PostForm"]


class PostForm(forms.Form):
    """One role at one place, with its days. `facility` None is the central office."""

    role = forms.ChoiceField(label=_("Role"))
    classroom: "forms.ModelChoiceField[Classroom]" = forms.ModelChoiceField(
        queryset=None, label=_("Class"), required=False, empty_label=_("No class of her own")
    )
    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    ends_on = forms.DateField(
        label=_("Last day"), widget=DayInput(), required=False, help_text=_("Empty: until further notice.")
    )

    def __init__(
        self, user: User, organisation: Organisation, facility: Facility | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._field("role").choices = roles_for(user, organisation, facility)
        self._field("classroom").queryset = Classroom.objects.filter(
            facility=facility, school_year=school_year_of(timezone.localdate())
        ).order_by("age", "name")
        if facility is None:
            del self.fields["classroom"]
        self.fields["starts_on"].initial = timezone.localdate

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def post(self) -> dict[str, Any]:
        """What the services call these."""
        named = {name: self.cleaned_data[name] for name in ("role", "starts_on", "ends_on")}
        return named | {"classroom": self.cleaned_data.get("classroom")}


class InviteForm(PostForm):
    """A new colleague. `id` makes a form that arrives twice one colleague."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    name = forms.CharField(label=_("Name"), max_length=100)
    kana = forms.CharField(label=_("Reading"), max_length=100, required=False)

    field_order = ("id", "name", "kana", "role", "classroom", "starts_on", "ends_on")


class HelpForm(PostForm):
    """One more post for somebody who works here; the central office may choose any facility, and the class later."""

    place: "forms.ModelChoiceField[Facility]" = forms.ModelChoiceField(
        queryset=None, label=_("Facility"), empty_label=None
    )

    field_order = ("place", "role", "classroom", "starts_on", "ends_on")

    def __init__(
        self, user: User, organisation: Organisation, facility: Facility | None, *args: Any, **kwargs: Any
    ) -> None:
        places = managed_facilities(user).filter(organisation=organisation).in_order()
        first = places.filter(pk=facility.pk).first() if facility else None
        super().__init__(user, organisation, first or places.first(), *args, **kwargs)
        self._field("place").queryset = places
        self._field("place").initial = first.pk if first else None
        if places.count() > 1 and "classroom" in self.fields:
            del self.fields["classroom"]
        self.is_open = places.exists()


class EndForm(forms.Form):
    """At once, or after a last day."""

    when = forms.ChoiceField(choices=(("now", _("At once")), ("day", _("After her last day"))))
    last_day = forms.DateField(label=_("Last day"), widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("when") == "day" and not values.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Enter her last day."))
        return values

    @property
    def day(self) -> Any:
        """None means at once."""
        return self.cleaned_data["last_day"] if self.cleaned_data["when"] == "day" else None


class NewPasswordForm(forms.Form):
    """A password nobody else knows."""

    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Long is better than complicated: a few words in a row."),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(login=self.data.get("login", "")))
        return password


class AccountForm(NewPasswordForm):
    """The account of a new colleague."""

    login = forms.CharField(
        label=_("Login name"),
        min_length=3,
        max_length=LOGIN_LENGTH,
        help_text=_("Letters and digits, such as: ai.kawaguchi"),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    field_order = ("login", "password")


def roles_for(user: User, organisation: Organisation, facility: Facility | None) -> list[tuple[str, str]]:
    """The roles she may give at this place."""
    place = facility.pk if facility else None
    fits = [(role.value, role.label) for role in Role if (role in CENTRAL_ROLES) == (facility is None)]
    return [(role, str(label)) for role, label in fits if may_give(user, organisation.pk, place, role)]
