"""What the entrance says beside stamps."""

from django import forms


class TakeBackForm(forms.Form):
    """How long after the stamp it was taken back, in milliseconds by the tablet's clock."""

    after = forms.IntegerField(min_value=0, max_value=24 * 3600 * 1000)
