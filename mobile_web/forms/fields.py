"""Fields and widgets that several forms show."""

from django import forms


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
