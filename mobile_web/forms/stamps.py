"""What a tablet or phone says of one stamp."""

from datetime import datetime
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone

from attendance.models import Method, Stamp
from attendance.services import Scan

LONGEST_CLOCK_ERROR = 10 * 365 * 24 * 3600 * 1000


class StampForm(forms.Form):
    """One stamp with its own id; without a script the id and the time are the server's."""

    id = forms.UUIDField(required=False)
    kind = forms.ChoiceField(choices=Stamp.Kind)
    method = forms.ChoiceField(choices=Method, required=False)
    device_at = forms.DateTimeField(required=False)
    clock_error = forms.IntegerField(
        required=False, min_value=-LONGEST_CLOCK_ERROR, max_value=LONGEST_CLOCK_ERROR
    )
    sequence = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    picked_up_by = forms.CharField(required=False, max_length=60)
    card = forms.CharField(required=False, max_length=64)
    unexpected = forms.BooleanField(required=False)
    by = forms.CharField(required=False, max_length=400)

    def clean_device_at(self) -> datetime:
        return self.cleaned_data["device_at"] or timezone.now()

    def scan(self) -> Scan:
        """As the service takes it."""
        data = self.cleaned_data
        pk: UUID = data["id"] or uuid4()
        return Scan(
            id=pk,
            kind=data["kind"],
            method=data["method"] or Method.STAFF,
            device_at=data["device_at"],
            clock_error=data["clock_error"] or 0,
            sequence=data["sequence"] or 0,
            picked_up_by=data["picked_up_by"],
            card=data["card"],
            is_unexpected=data["unexpected"],
        )
