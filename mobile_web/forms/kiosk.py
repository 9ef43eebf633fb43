"""What the entrance says beside stamps."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from attendance.models import StaffCall
from facilities.models import Guardian

MOST_SIBLINGS = 9


class TakeBackForm(forms.Form):
    """How long after the stamp it was taken back, in milliseconds by the tablet's clock."""

    after = forms.IntegerField(min_value=0, max_value=24 * 3600 * 1000)


class CallForm(forms.Form):
    """Why the bell rings; without a word somebody needs help."""

    reason = forms.ChoiceField(choices=StaffCall.Reason, required=False)


class PlanForm(forms.Form):
    """When and by whom of her household the children of a card are fetched today. `children` are ids with commas."""

    id = forms.UUIDField()
    card = forms.CharField(max_length=64)
    children = forms.CharField(max_length=400)
    at = forms.TimeField()
    relation = forms.ChoiceField(choices=Guardian.Relation)

    def clean_children(self) -> list[UUID]:
        ids = self.cleaned_data["children"].split(",")
        try:
            return [UUID(one) for one in ids[:MOST_SIBLINGS]]
        except ValueError as error:
            raise ValidationError("id") from error
