"""Which year is to be bound."""

from django import forms


class BoundForm(forms.Form):
    """A facility, a school year, and whether a printer gets it."""

    facility = forms.UUIDField()
    year = forms.IntegerField()
    bleed = forms.BooleanField(required=False)
