"""A child's day, the days of a facility: corrections, settings, closed days, months."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from attendance.models import Stamp
from facilities.clock import moment_at
from facilities.models import Facility
from facilities.rosters.tables import FORMATS
from mobile_web.forms.families import SaidForm
from mobile_web.forms.fields import ClockInput


class UuidsField(forms.MultipleChoiceField):
    """Keys of rows; nonsense is refused, what they lead to is the service's question."""

    def to_python(self, value: Any) -> Any:
        try:
            return [UUID(one) for one in value or []]
        except ValueError as error:
            raise forms.ValidationError(_("Tick the children again.")) from error

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)


class CorrectForm(SaidForm):
    """Another time for a stamp, or none at all. The id comes with the form, so that a second try is the same one."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[("time", ""), ("strike", "")])
    at = forms.TimeField(label=_("Right time"), widget=ClockInput(), required=False)
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=Stamp.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    @classmethod
    def begun(cls, at: str, prefix: str) -> "CorrectForm":
        """An empty one for a stamp."""
        return cls(initial={"id": uuid4(), "at": at}, auto_id=f"{prefix}_%s")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("act") == "time" and not data.get("at"):
            self.add_error("at", _("Say the right time."))
        return data

    def moment(self, facility: Facility, day: date) -> datetime | None:
        """The right time on that day; None strikes out."""
        data = self.cleaned_data
        return moment_at(facility, day, data["at"]) if data["act"] == "time" else None


class MissingForm(SaidForm):
    """A stamp that nobody made."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What is missing"),
        choices=[(Stamp.Kind.IN.value, _("Arrival")), (Stamp.Kind.OUT.value, _("Departure"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Arrival or departure?")},
    )
    at = forms.TimeField(
        label=_("Time"), widget=ClockInput(), error_messages={"required": _("Say the time.")}
    )
    reason = forms.ChoiceField(
        label=_("Why"), choices=Stamp.Reason.choices, widget=forms.RadioSelect, initial="forgotten"
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    @classmethod
    def begun(cls, kind: str) -> "MissingForm":
        """An empty one, with what is most likely missing chosen."""
        return cls(initial={"id": uuid4(), "kind": kind, "reason": "forgotten"}, auto_id="missing_%s")


class ReopenForm(SaidForm):
    """Why a closed month is opened again."""

    reason = forms.CharField(label=_("Why it is opened again"), max_length=200)


class TakeForm(forms.Form):
    """Which file of a month: all classes or one, with times or marks alone."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in (*FORMATS, "pdf")], required=False)
    classroom = forms.UUIDField(required=False)
    times = forms.BooleanField(required=False)


class ManyForm(forms.Form):
    """Several children at once."""

    id = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(Stamp.Kind.IN.value, ""), (Stamp.Kind.OUT.value, "")])
    child = UuidsField(error_messages={"required": _("Tick the children first.")})
