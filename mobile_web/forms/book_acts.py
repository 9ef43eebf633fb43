"""What a class's grid sends beside its cells."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactbook.services.notes import MOST
from mobile_web.forms.book import BROKEN


class SettleForm(forms.Form):
    """The text that stands from now on, and the revision she read."""

    value = forms.CharField(strip=False, error_messages={"required": BROKEN})
    base = forms.IntegerField(min_value=0)

    def clean_value(self) -> Any:
        try:
            return json.loads(self.cleaned_data["value"])
        except (ValueError, RecursionError):
            raise forms.ValidationError(BROKEN) from None


class ChildrenForm(forms.Form):
    """Whose pages go to their families."""

    child = forms.TypedMultipleChoiceField(choices=[], required=False)

    def __init__(self, data: Any, children: list[Any]) -> None:
        super().__init__(data)
        self.fields["child"].choices = [(str(pk), "") for pk in children]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A note among staff."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Note among staff"), max_length=MOST, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )
