"""How a facility runs its days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attendance.holidays import FIRST, LAST
from attendance.models import AttendanceSettings
from attendance.services.settings import NAMES
from mobile_web.forms.care import WEEKDAYS
from mobile_web.forms.families import SaidForm
from mobile_web.forms.fields import ClockInput, DayInput

NAPS = [(5, "5"), (10, "10"), (15, "15")]


class SettingsForm(SaidForm):
    """All of them, with the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    report_by = forms.TimeField(label=_("Reports of families until"), widget=ClockInput())
    after_deadline = forms.ChoiceField(
        label=_("Reports after that time"),
        choices=AttendanceSettings.Deadline.choices,
        widget=forms.RadioSelect,
    )
    is_watching = forms.BooleanField(label=_("Ask families of children without a word"), required=False)
    watch_at = forms.TimeField(label=_("Asked at"), widget=ClockInput())
    answer_minutes = forms.IntegerField(
        label=_("Phoned after, minutes"), min_value=1, max_value=120,
        help_text=_("Without an answer the child goes to the call desk."),
    )  # fmt: skip
    closing_minutes = forms.IntegerField(
        label=_("Still here after closing: alarm after, minutes"), min_value=0, max_value=120
    )
    duplicate_minutes = forms.IntegerField(
        label=_("A second stamp counts after, minutes"), min_value=5, max_value=60,
        help_text=_("A card held twice within this time counts once."),
    )  # fmt: skip
    tells_guardians = forms.BooleanField(label=_("Tell families of each stamp"), required=False)
    kiosk_touch = forms.BooleanField(label=_("Names by class at the entrance"), required=False)
    kiosk_asks_plan = forms.BooleanField(label=_("Ask at the entrance who fetches today"), required=False)
    nap_minutes_babies = forms.TypedChoiceField(
        label=_("Nap checks, age 0, minutes"), choices=NAPS[:2], coerce=int, widget=forms.RadioSelect
    )
    nap_minutes = forms.TypedChoiceField(
        label=_("Nap checks, age 1 and up, minutes"), choices=NAPS, coerce=int, widget=forms.RadioSelect
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Open on"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    @classmethod
    def of(cls, row: AttendanceSettings) -> "SettingsForm":
        """As they are now."""
        return cls(initial={name: getattr(row, name) for name in (*NAMES, "version")})

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        return {name: self.cleaned_data[name] for name in NAMES}


class ClosedDayForm(SaidForm):
    """A day on which the facility does not open."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    name = forms.CharField(label=_("Name"), max_length=60, required=False)


class HolidaysForm(forms.Form):
    """The public holidays of a year."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST, max_value=LAST)
