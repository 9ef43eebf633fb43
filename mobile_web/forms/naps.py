"""Forms of nap time. Tablets bring their own ids and times; without scripts both are made here."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from attendance.models import NapCheck
from attendance.services.naps import Look
from backend.ids import uuid7

TURNED = "front_turned"


class StampedForm(forms.Form):
    """What was seen of one child: its id, and when it was by the server's clock."""

    child = forms.UUIDField(widget=forms.HiddenInput)
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def clean_id(self) -> UUID:
        return self.cleaned_data["id"] or uuid7()


class LookForm(StampedForm):
    """How she lies and looks."""

    position = forms.ChoiceField(choices=[*NapCheck.Position.choices, (TURNED, "")])
    colour = forms.ChoiceField(choices=NapCheck.Colour.choices, required=False)
    note = forms.CharField(label=_("What is different"), max_length=100, required=False)

    def look(self) -> Look:
        found = self.cleaned_data
        was_turned = found["position"] == TURNED
        return Look(
            id=found["id"],
            at=found["at"],
            position=NapCheck.Position.FRONT if was_turned else found["position"],
            was_turned=was_turned,
            colour=found["colour"] or NapCheck.Colour.GOOD,
            note=found["note"],
        )


class AirForm(forms.Form):
    """Temperature and humidity of the room."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    degrees = forms.DecimalField(
        label=_("Room, ℃"), min_value=5, max_value=45, max_digits=3, decimal_places=1
    )
    humidity = forms.IntegerField(label=_("Humidity, %"), min_value=5, max_value=100)

    def clean_id(self) -> UUID:
        return self.cleaned_data["id"] or uuid7()


def first_error(form: forms.Form) -> Any:
    """One sentence for a script."""
    return next(iter(form.errors.values()))[0]
