"""Fields and widgets that several forms show."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.models import Classroom


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own clock; `step` is in seconds."""

    input_type = "time"

    def __init__(self, step: int | None = None) -> None:
        super().__init__(format="%H:%M", attrs={"step": step} if step else None)


class ClassesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # no index at run time
    """The classes something is for, none being all; the form says which there are."""

    def __init__(self) -> None:
        super().__init__(
            Classroom.objects.none(),
            label=_("Only for these classes"),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("None chosen: for everybody."),
        )
