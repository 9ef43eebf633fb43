"""Forms of shared tablets: pairing one, typing a PIN, choosing one's own."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from facilities.calendar import school_year_of
from facilities.models import Classroom, Device
from facilities.selectors.tablets import managed_facilities
from facilities.services import LOCK_AFTER

PIN = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 6, "pattern": "[0-9]{6}"}
LONGEST_NAME = 60


class RoomChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic to the checker only
    """A class with its facility, where she manages several."""

    def label_from_instance(self, obj: Classroom) -> str:
        return f"{obj.facility.name} {obj.name}"


class OfferForm(forms.Form):
    """A new tablet: its name and where it stands."""

    name = forms.CharField(
        label=_("Name of the tablet"),
        max_length=LONGEST_NAME,
        help_text=_("What stands on its cover, such as: Rabbits 1."),
    )
    facility: Any = forms.ModelChoiceField(queryset=None, label=_("Facility"), empty_label=None)
    classroom = RoomChoice(
        queryset=None,
        label=_("Room"),
        required=False,
        empty_label=_("The whole facility"),
        help_text=_("A tablet of one room shows only this class until somebody types her PIN."),
    )
    is_kiosk = forms.BooleanField(
        label=_("Stands at the entrance"),
        required=False,
        help_text=_("Families stamp there by card or touch. Nobody types a PIN on it."),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = managed_facilities(user).in_order()
        self._field("facility").queryset = places
        self._field("classroom").queryset = (
            Classroom.objects.filter(facility__in=places, school_year=school_year_of(timezone.localdate()))
            .select_related("facility")
            .order_by("facility__position", "facility__name_kana", "age", "name")
        )
        self.fields["facility"].initial = places.first()

    def _field(self, name: str) -> Any:
        return self.fields[name]


class DeviceForm(forms.Form):
    """What a manager changes of a paired tablet."""

    name = forms.CharField(label=_("Name of the tablet"), max_length=LONGEST_NAME)
    lock_after = forms.TypedChoiceField(
        label=_("Locks itself after"),
        coerce=int,
        choices=[(seconds, _("%(n)s seconds") % {"n": seconds}) for seconds in LOCK_AFTER],
    )

    @classmethod
    def of(cls, device: Device) -> "DeviceForm":
        return cls(initial={"name": device.name, "lock_after": device.lock_after})


class KeyForm(forms.Form):
    """The key from the office's screen, however it was typed."""

    key = forms.CharField(
        label=_("Key"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the key from the office's screen.")},
    )


class PinForm(forms.Form):
    """Six digits at the tablet."""

    pin = forms.CharField(
        label=_("PIN"),
        max_length=12,
        widget=forms.TextInput(attrs={**PIN, "autofocus": True}),
        error_messages={"required": _("Type your six digits.")},
    )


class NewPinForm(forms.Form):
    """Her own PIN, typed twice; `current` where she has one."""

    current = forms.CharField(
        label=_("Your PIN now"), max_length=12, widget=forms.PasswordInput(attrs=PIN), required=True
    )
    pin = forms.CharField(label=_("New PIN"), max_length=12, widget=forms.PasswordInput(attrs=PIN))
    again = forms.CharField(
        label=_("New PIN once more"), max_length=12, widget=forms.PasswordInput(attrs=PIN)
    )

    def __init__(self, *args: Any, has_pin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_pin:
            del self.fields["current"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("pin") and found.get("again") and found["pin"] != found["again"]:
            self.add_error("again", _("The two are not the same."))
        return found
