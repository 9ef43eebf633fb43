"""Families: the roster's filters, a child's data, rights, requests, and a guardian's own data."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.errors import DomainError
from facilities.models import RIGHTS, Child, Grant, Guardian, Household
from facilities.rosters.phones import phone_of
from mobile_web.forms.fields import DayInput

OLDEST = timedelta(days=19 * 366)
NEW_HOUSEHOLD = "new"


class Lines(forms.CharField):
    """A few lines of reason or answer."""

    def __init__(self, label: Any, *, required: bool = False, help_text: Any = "") -> None:
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(label=label, max_length=400, required=required, widget=widget, help_text=help_text)


class PhoneField(forms.CharField):
    """A number one can dial; written as Japan writes it."""

    default_error_messages = {"bad_phone": _("This is no telephone number. Check the digits.")}

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        super().__init__(label=_("Telephone"), max_length=20, widget=widget, **options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        number = phone_of(text)
        if number is None:
            raise forms.ValidationError(self.error_messages["bad_phone"], code="bad_phone")
        return number


class SaidForm(forms.Form):
    """A form on which a service's refusal stands as its own sentence."""

    def refuse(self, error: DomainError) -> int:
        """Show the sentence; what is not visible or not allowed is the page's own answer."""
        if error.status in (403, 404):
            raise error
        self.add_error(None, str(error.message))
        return error.status


class ChildForm(SaidForm):
    """A child's own data."""

    family_name = forms.CharField(label=_("Family name"), max_length=60)
    given_name = forms.CharField(label=_("Given name"), max_length=60)
    family_kana = forms.CharField(label=_("Family name, reading"), max_length=60, required=False)
    given_kana = forms.CharField(label=_("Given name, reading"), max_length=60, required=False)
    born_on = forms.DateField(label=_("Birthday"), widget=DayInput())
    allergies = forms.CharField(label=_("Allergies"), max_length=200, required=False)

    @classmethod
    def initial_of(cls, child: Child) -> dict[str, Any]:
        return {name: getattr(child, name) for name in cls.base_fields if hasattr(child, name)}

    def clean_born_on(self) -> Any:
        day = self.cleaned_data["born_on"]
        today = timezone.localdate()
        if day > today or day < today - OLDEST:
            raise forms.ValidationError(_("Check the year: this is no child's birthday."))
        return day


class KeptChildForm(ChildForm):
    """The same at the office, with how the child is called and what the form was opened on."""

    honorific = forms.ChoiceField(
        label=_("Called"), choices=Child.Honorific.choices, widget=forms.RadioSelect
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class AskChildForm(ChildForm):
    """The same from home, with a line for the nursery."""

    reason = Lines(_("A line for the nursery"))


class PersonForm(SaidForm):
    """An adult: who she is."""

    name = forms.CharField(label=_("Name"), max_length=100)
    kana = forms.CharField(label=_("Reading"), max_length=100, required=False)
    relation = forms.ChoiceField(label=_("Relation to the child"), choices=Guardian.Relation.choices)

    def person(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ("name", "kana", "relation", "phone")}


class AskOwnForm(PersonForm):
    """A guardian's own name, reading and relation."""

    reason = Lines(_("A line for the nursery"))


class SecondGuardianForm(PersonForm):
    """Another adult of the same household."""

    phone = PhoneField(required=False)
    reason = Lines(_("A line for the nursery"))


class RightsForm(SaidForm):
    """What a guardian may do for one child: six rights, each on its own."""

    can_view = forms.BooleanField(label=_("See"), required=False)
    can_write = forms.BooleanField(label=_("Write"), required=False)
    can_answer = forms.BooleanField(label=_("Answer"), required=False)
    can_pick_up = forms.BooleanField(label=_("Pick up"), required=False)
    can_buy = forms.BooleanField(label=_("Photos"), required=False)
    is_emergency_contact = forms.BooleanField(label=_("Emergency contact"), required=False)
    reason = Lines(_("Why"), help_text=_("The second person reads it."))

    @classmethod
    def of(cls, grant: Grant | None) -> "RightsForm":
        return cls(initial={right: bool(grant and getattr(grant, right)) for right in RIGHTS})

    def boxes(self) -> list[forms.BoundField]:
        return [self[right] for right in RIGHTS]

    def rights(self) -> dict[str, bool]:
        return {right: self.cleaned_data[right] for right in RIGHTS}


class NewGuardianForm(RightsForm):
    """A new adult, her household and her rights."""

    name = forms.CharField(label=_("Name"), max_length=100)
    kana = forms.CharField(label=_("Reading"), max_length=100, required=False)
    relation = forms.ChoiceField(label=_("Relation to the child"), choices=Guardian.Relation.choices)
    phone = PhoneField(required=False)
    household = forms.ChoiceField(label=_("Household"), widget=forms.RadioSelect)
    household_name = forms.CharField(
        label=_("Family name of the new household"), max_length=100, required=False
    )

    def __init__(self, households: list[Household], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.households = {str(home.pk): home for home in households}
        choices = [(str(home.pk), home.name) for home in households]
        choice = cast(forms.ChoiceField, self.fields["household"])
        choice.choices = [*choices, (NEW_HOUSEHOLD, _("A household of its own"))]
        if choices:
            self.initial.setdefault("household", choices[0][0])

    def person(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "kana", "relation", "phone")}

    def chosen(self) -> Household | None:
        return self.households.get(self.cleaned_data["household"])


class ReasonForm(SaidForm):
    """Why a link ends or a block is lifted."""

    reason = Lines(_("Why"), help_text=_("The second person reads it."))


class BlockForm(SaidForm):
    """A block holds at once; the reason stays in the history."""

    reason = Lines(_("Why"), required=True)
    whole_household = forms.BooleanField(label=_("Every adult of this household"), required=False)


class DecisionForm(SaidForm):
    """Yes or no, with an answer for who asked."""

    decision = forms.ChoiceField(choices=(("approve", _("Approve")), ("refuse", _("Refuse"))))
    answer = Lines(_("Your reply"), help_text=_("Who asked reads it. A refusal needs it."))


class ContactForm(SaidForm):
    """How a guardian is reached: at once."""

    phone = PhoneField(required=False)
    phone_note = forms.CharField(label=_("When to call"), max_length=60, required=False)
    wants_push = forms.BooleanField(label=_("By push"), required=False)
    wants_email = forms.BooleanField(label=_("By e-mail"), required=False)
    wants_paper = forms.BooleanField(label=_("On paper"), required=False)
    wants_stamps = forms.BooleanField(label=_("Tell me of each"), required=False)

    @classmethod
    def of(cls, guardian: Guardian) -> "ContactForm":
        return cls(initial={name: getattr(guardian, name) for name in cls.base_fields})

    def channels(self) -> list[forms.BoundField]:
        return [self["wants_push"], self["wants_email"], self["wants_paper"]]
