"""A new personal token."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.models import Child


class TokenForm(forms.Form):
    """What it is for, which children, and whether it may write."""

    name = forms.CharField(label=pgettext_lazy("token", "What it is for"), max_length=60)
    child = forms.ModelMultipleChoiceField(
        label=_("Children"), queryset=Child.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    can_write = forms.BooleanField(label=_("It may also fill in our page of the morning"), required=False)

    def __init__(self, *args: Any, children: QuerySet[Child], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["child"].queryset = children  # type: ignore[attr-defined] # of a choice among rows

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "children": [child.pk for child in data["child"]],
            "can_write": data["can_write"],
        }
