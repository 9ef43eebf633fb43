"""The table of a measuring day: four boxes a child, saved row by row."""

from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from contactbook.growth import MEASURES


class MeasuringDayForm(forms.Form):
    """Which day is measured."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    @staticmethod
    def day_in(text: str, today: date) -> date:
        """A day of a link; today where it is none or has not come."""
        try:
            return min(date.fromisoformat(text), today)
        except ValueError:
            return today


def boxes_of(data: dict[str, str], child: UUID) -> dict[str, str]:
    """What was typed for one child."""
    return {name: data.get(f"{name}-{child}", "") for name in MEASURES}
