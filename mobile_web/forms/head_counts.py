"""Counts of heads as tablets send them, also later."""

from typing import Any
from uuid import UUID

from django import forms

from attendance.models import HeadCount
from attendance.services import Heads
from backend.ids import uuid7


class SeenField(forms.MultipleChoiceField):
    """Ids of children; the service keeps those who were expected."""

    def validate(self, value: Any) -> None:
        """Any ids."""

    def clean(self, value: Any) -> list[UUID]:
        try:
            return [UUID(one) for one in super().clean(value)]
        except ValueError as error:
            raise forms.ValidationError("id") from error


class HeadsForm(forms.Form):
    """The scene and the children seen."""

    id = forms.UUIDField(required=False)
    at = forms.DateTimeField(required=False)
    scene = forms.ChoiceField(choices=HeadCount.Scene.choices)
    note = forms.CharField(required=False, max_length=60)
    seen = SeenField(required=False)

    def heads(self) -> Heads:
        """As the service takes it."""
        data = self.cleaned_data
        return Heads(data["id"] or uuid7(), data["scene"], data["seen"], data["at"], data["note"])


class SecondForm(forms.Form):
    """The number, and on a shared tablet who she is and her PIN."""

    number = forms.IntegerField(min_value=0, max_value=999)
    member = forms.UUIDField(required=False)
    pin = forms.CharField(required=False, max_length=12)
