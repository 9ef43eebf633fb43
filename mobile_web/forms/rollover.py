"""What the pages of the next school year and of a child's places are sent."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from facilities.models import Classroom, RolloverRow
from mobile_web.forms.fields import DayInput


class DecideForm(forms.Form):
    """Ticked rows and one aim; or one row whose own choice was changed. An aim is an action or a class."""

    row = forms.TypedMultipleChoiceField(coerce=int, required=False)
    one = forms.IntegerField(required=False)
    to = forms.CharField(max_length=40, required=False)

    def __init__(self, data: Any, rooms: Iterable[Classroom]) -> None:
        super().__init__(data)
        self.rooms = {str(room.pk): room for room in rooms}
        ticked = [value for value in data.getlist("row") if value.isdecimal() and len(value) < 19]
        cast(forms.ChoiceField, self.fields["row"]).choices = [(value, value) for value in ticked]

    def clean(self) -> dict[str, Any]:
        """Into `rows`, `action` and `classroom`, as the service takes them."""
        data = super().clean() or {}
        one = data.get("one")
        aim = self.data.get(f"to-{one}", "") if one else data.get("to", "")
        room = self.rooms.get(aim)
        actions = {RolloverRow.Action.LEAVE, RolloverRow.Action.GRADUATE, RolloverRow.Action.UNDECIDED}
        if room is None and aim not in actions:
            raise forms.ValidationError(_("Choose where the children go. Nothing was changed."))
        rows = [one] if one else data.get("row", [])
        if not rows:
            raise forms.ValidationError(_("Tick the children first. Nothing was changed."))
        return {"rows": rows, "action": RolloverRow.Action.MOVE if room else aim, "classroom": room}


class VersionForm(forms.Form):
    """The plan as it was looked at."""

    version = forms.IntegerField()


class DayForm(forms.Form):
    """A day from today on; the service has the last word."""

    day = forms.DateField(label=_("Day"), widget=DayInput())

    def __init__(self, *args: Any, after: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = timezone.localdate() + timedelta(days=after)
        self.fields["day"].widget.attrs["min"] = f"{first:%Y-%m-%d}"
        self.fields["day"].initial = first


class LeaveForm(DayForm):
    """The last day at a facility."""

    facility = forms.UUIDField(widget=forms.HiddenInput)


class StayForm(forms.Form):
    """Where she stays after all."""

    facility = forms.UUIDField()


class RoomForm(DayForm):
    """A class from a day on; classes of several places are grouped by their names."""

    classroom = forms.TypedChoiceField(label=_("Class"), coerce=UUID)

    def __init__(self, *args: Any, rooms: Iterable[Classroom], grouped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["classroom", "day"])
        self.rooms = {room.pk: room for room in rooms}
        groups: dict[str, list[tuple[UUID, str]]] = {}
        for room in self.rooms.values():
            place = f"{room.facility.name}・{room.school_year}" if grouped else f"{room.school_year}"
            groups.setdefault(place, []).append((room.pk, room.name))
        plain = next(iter(groups.values())) if len(groups) == 1 and not grouped else list(groups.items())
        cast(forms.ChoiceField, self.fields["classroom"]).choices = plain

    @property
    def chosen(self) -> Classroom:
        """The class itself."""
        return self.rooms[self.cleaned_data["classroom"]]


class MoveForm(RoomForm):
    """Another class; `seen` is the place she had when the page was opened."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)


class TransferForm(RoomForm):
    """A class of another facility."""

    facility = forms.UUIDField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """May the past go along?"""

    consents = forms.TypedChoiceField(
        choices=(("yes", "yes"), ("no", "no")), coerce=lambda value: value == "yes", empty_value=None
    )
