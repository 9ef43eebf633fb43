"""A photo on its way into an entry."""

from django import forms


class PhotoForm(forms.Form):
    """What is said of the photo; the files come beside, one or several under `photo`."""

    id = forms.UUIDField(required=False)
    caption = forms.CharField(required=False, max_length=200)
    taken_at = forms.DateTimeField(required=False)
