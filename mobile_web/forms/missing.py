"""Answers of families, calls of staff, and counts of heads."""

from typing import Any
from uuid import UUID

from django import forms

from attendance.models import NoShow, NoShowCall
from attendance.services import Call
from backend.ids import uuid7
from facilities.models import Guardian

ANSWERS = [
    choice
    for choice in NoShow.Answer.choices
    if choice[0] in (NoShow.Answer.ABSENT, NoShow.Answer.LATE, NoShow.Answer.DROPPED_OFF)
]


class AnswerForm(forms.Form):
    """One of three; a time where she comes late, as a chip or typed."""

    answer = forms.ChoiceField(choices=ANSWERS)
    at = forms.TimeField(required=False)
    other = forms.TimeField(required=False)

    def values(self) -> dict[str, Any]:
        """As the service takes them; what was typed beats a chip."""
        data = self.cleaned_data
        return {"answer": data["answer"], "at": data["other"] or data["at"]}


class CallForm(forms.Form):
    """How a call ended, by the button that was pressed: the outcome, or what a family said that was reached."""

    id = forms.UUIDField(required=False)
    guardian = forms.UUIDField(required=False)
    outcome = forms.ChoiceField(choices=[*NoShowCall.Outcome.choices, *ANSWERS])
    at = forms.TimeField(required=False)
    other = forms.TimeField(required=False)
    note = forms.CharField(required=False, max_length=200)

    def clean_id(self) -> UUID:
        return self.cleaned_data["id"] or uuid7()

    def call(self, guardian: Guardian | None) -> Call:
        """As the service takes it."""
        data = self.cleaned_data
        outcome = data["outcome"]
        is_reached = outcome in NoShow.Answer.values
        return Call(
            id=data["id"],
            outcome=NoShowCall.Outcome.REACHED if is_reached else outcome,
            guardian=guardian,
            said=outcome if is_reached else "",
            at=(data["other"] or data["at"]) if outcome == NoShow.Answer.LATE else None,
            note=data["note"],
        )
