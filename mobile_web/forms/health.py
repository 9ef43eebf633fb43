"""Forms of allergies and medicine."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attendance.models import Allergy
from attendance.services import Asked, Witness
from backend.ids import uuid7
from facilities.models import Child, StaffMember
from mobile_web.forms.families import Lines, SaidForm
from mobile_web.forms.fields import ClockInput, DayInput

PIN = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 6, "pattern": "[0-9]{6}"}


class AllergyForm(SaidForm):
    """One allergen of a child. `version` is what the form was opened on."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    allergen = forms.ChoiceField(
        label=_("Allergen"), choices=Allergy.Allergen.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Name"), max_length=40, required=False, help_text=_("What exactly, such as: raw egg, sesame.")
    )
    severity = forms.ChoiceField(
        label=_("How strong"),
        choices=Allergy.Severity.choices,
        widget=forms.RadioSelect,
        initial=Allergy.Severity.MILD,
    )
    leave_out = forms.CharField(label=_("What is left out"), max_length=200, required=False)
    substitute = forms.CharField(label=_("Instead"), max_length=200, required=False)
    action = Lines(_("What to do when it happens"))
    epipen_place = forms.CharField(label=_("Where the adrenaline pen is"), max_length=100, required=False)
    valid_until = forms.DateField(label=_("Doctor's note valid until"), required=False, widget=DayInput())

    @classmethod
    def of(cls, row: Allergy) -> "AllergyForm":
        return cls(initial={name: getattr(row, name) for name in cls.base_fields if name != "id"})

    def open_again(self, version: int) -> None:
        """On what somebody else saved meanwhile: whoever sends it now has read that."""
        self.data = {**{name: self.data.get(name, "") for name in self.fields}, "version": str(version)}

    def clean_action(self) -> str:
        return str(self.cleaned_data["action"])[:300]

    def clean_id(self) -> UUID:
        return self.cleaned_data["id"] or uuid7()

    def values(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if key not in ("id", "version")}


class MedicineForm(SaidForm):
    """与薬依頼書: prescribed, one dose each, the first one taken at home."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    child = forms.ModelChoiceField(
        queryset=Child.objects.none(), label=_("Child"), widget=forms.RadioSelect, empty_label=None
    )
    illness = forms.CharField(label=_("What it is for"), max_length=100)
    prescriber = forms.CharField(
        label=_("Doctor or clinic"),
        max_length=100,
        help_text=_("Only medicine a doctor prescribed for this child."),
    )
    medicine = forms.CharField(label=_("Medicine"), max_length=100)
    dose = forms.CharField(
        label=_("One dose"), max_length=60, help_text=_("Bring one dose a day, with the name on it.")
    )
    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    ends_on = forms.DateField(label=_("Until"), widget=DayInput())
    time_1 = forms.TimeField(label=_("Time"), widget=ClockInput(), initial=time(12, 0))
    time_2 = forms.TimeField(label=_("Second time"), widget=ClockInput(), required=False)
    storage = forms.CharField(
        label=_("Where it is kept"), max_length=60, required=False, help_text=_("Such as: in the fridge.")
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    had_first_dose = forms.BooleanField(
        label=_("My child has taken it at home before, and was well."), required=False
    )

    def __init__(self, *args: Any, children: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["child"]
        field.queryset = children
        today = timezone.localdate()
        self.fields["starts_on"].initial = today
        self.fields["ends_on"].initial = today + timedelta(days=2)

    def asked(self) -> Asked:
        found = dict(self.cleaned_data)
        times = [one for one in (found.pop("time_1"), found.pop("time_2")) if one]
        del found["child"], found["id"]
        return Asked(times=times, **found)


class AnswerForm(SaidForm):
    """Yes or no, with a line for the family."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    answer = forms.CharField(label=_("A line for the family"), max_length=200, required=False)


class StaffChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic to the checker only
    """A colleague by her name."""

    def label_from_instance(self, obj: StaffMember) -> str:
        return obj.name


class SecondForm(SaidForm):
    """The second signature. On a shared tablet by name and PIN; elsewhere she may sign in her own session."""

    seen_by = StaffChoice(queryset=StaffMember.objects.none(), label=_("Second person"), empty_label="")
    pin = forms.CharField(label=_("Her PIN"), max_length=12, widget=forms.PasswordInput(attrs=PIN))

    def __init__(self, *args: Any, colleagues: Any, is_shared: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seen_by"] = StaffChoice(
            queryset=colleagues,
            label=_("Second person"),
            empty_label="" if is_shared else _("She signs on her own screen"),
            required=is_shared,
        )
        self.fields["pin"].required = is_shared

    def witness(self) -> Witness | None:
        """Who signs here and now, if anybody does."""
        member = self.cleaned_data.get("seen_by")
        return Witness(member, self.cleaned_data["pin"]) if member else None


class DoseForm(SecondForm):
    """One dose that was given."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    planned_at = forms.TimeField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Note"), max_length=100, required=False)
