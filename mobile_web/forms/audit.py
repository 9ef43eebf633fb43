"""What of the audit is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from facilities.selectors.audit_log import Asked
from mobile_web.forms.fields import DayInput


class AuditForm(forms.Form):
    """Days, a facility, words; all may be empty."""

    first = forms.DateField(label=_("From"), required=False, widget=DayInput())
    last = forms.DateField(label=_("Until"), required=False, widget=DayInput())
    facility = forms.ModelChoiceField(
        Facility.objects.none(), label=_("Facility"), required=False, empty_label=_("All facilities")
    )
    words = forms.CharField(label=_("Person or action"), required=False, max_length=60)

    def __init__(self, *args: Any, facilities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined] # a field that holds a queryset

    def asked(self) -> Asked:
        """What she asks; a field that is not right counts as empty and says so beside itself."""
        if not self.is_bound:
            return Asked()
        self.is_valid()
        given = self.cleaned_data
        facility = given.get("facility")
        return Asked(
            given.get("first"), given.get("last"), facility.pk if facility else None, given.get("words") or ""
        )
