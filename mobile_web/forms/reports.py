"""What a family tells the nursery about a day, as the phone asks for it; and what staff answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from attendance.models import Report
from attendance.services import Seat, Words
from facilities.models import Guardian
from mobile_web.forms.families import PhoneField, SaidForm
from mobile_web.forms.fields import ClockInput, DayInput

OTHER = "other"
Kind = Report.Kind
KINDS = (
    (Kind.ABSENT, _("Stays at home")),
    (Kind.LATE, _("Comes late")),
    (Kind.EARLY_LEAVE, _("Goes home early")),
    (Kind.PICK_UP, _("Pick-up changes")),
)
TIMES = {Kind.LATE: "late_at", Kind.EARLY_LEAVE: "early_at", Kind.PICK_UP: "pick_up_at"}


@dataclass(frozen=True)
class Asked:
    """What the form offers: places of children, adults who may fetch, and today."""

    seats: Sequence[Seat]
    people: Sequence[Guardian]
    today: date


QUARTER = 900  # seconds: families say quarters of an hour


class WordsForm(SaidForm):
    """One report in words; fields that its kind does not need are ignored."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect, initial=Kind.ABSENT)
    day = forms.ChoiceField(widget=forms.RadioSelect)
    starts_on = forms.DateField(label=_("From"), widget=DayInput(), required=False)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput(), required=False)
    reason = forms.ChoiceField(choices=Report.Reason.choices, widget=forms.RadioSelect, required=False)
    temperature = forms.DecimalField(max_digits=3, decimal_places=1, required=False)
    symptoms = forms.MultipleChoiceField(
        choices=Report.Symptom.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    late_at = forms.TimeField(label=_("Arrival"), widget=ClockInput(step=QUARTER), required=False)
    early_at = forms.TimeField(label=_("Pick-up"), widget=ClockInput(step=QUARTER), required=False)
    pick_up_at = forms.TimeField(label=_("Pick-up"), widget=ClockInput(step=QUARTER), required=False)
    who = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    proxy_name = forms.CharField(label=_("Name of who comes"), max_length=60, required=False)
    proxy_phone = PhoneField(required=False)
    note = forms.CharField(max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, asked: Asked, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        self.people = {str(row.pk): row for row in asked.people}
        names = [(key, row.get_relation_display()) for key, row in self.people.items()]
        self._choices("who", [*names, (OTHER, gettext("Somebody else"))])
        self._choices("day", [*day_choices(asked.today), (OTHER, gettext("Other days"))])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("day") != OTHER and "day" in cleaned:
            cleaned["starts_on"] = cleaned["ends_on"] = date.fromisoformat(cleaned["day"])
        elif not cleaned.get("starts_on"):
            self.add_error("starts_on", gettext("Choose the day."))
        else:
            cleaned["ends_on"] = cleaned.get("ends_on") or cleaned["starts_on"]
        return cleaned

    def words(self) -> Words:
        """As the service takes them."""
        said = self.cleaned_data
        is_other = said["who"] == OTHER
        return Words(
            kind=said["kind"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            reason=said["reason"],
            temperature=said["temperature"],
            symptoms=tuple(said["symptoms"]),
            time=said[TIMES[said["kind"]]] if said["kind"] in TIMES else None,
            picker=None if is_other else self.people.get(said["who"]),
            proxy_name=said["proxy_name"] if is_other else "",
            proxy_phone=said["proxy_phone"] if is_other else "",
            note=said["note"].strip(),
        )

    def clocks(self) -> list[tuple[forms.BoundField, str]]:
        """The times with the kinds they belong to."""
        return [(self[name], kind) for kind, name in TIMES.items()]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class NewReportForm(WordsForm):
    """A report for one child or several."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    children = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose a child.")}
    )

    def __init__(self, asked: Asked, *args: Any, **options: Any) -> None:
        super().__init__(asked, *args, **options)
        self.initial.setdefault("id", uuid4())
        self.seats = {f"{seat.child.pk}.{seat.facility.pk}": seat for seat in asked.seats}
        self._choices("children", [(key, str(seat.child)) for key, seat in self.seats.items()])

    def chosen(self) -> list[Seat]:
        return [self.seats[key] for key in self.cleaned_data["children"]]


class ChangeReportForm(WordsForm):
    """Other words for a report; `version` is what the page was opened on."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, report: Report, asked: Asked) -> "ChangeReportForm":
        """Filled in with what it says now."""
        days = {key for key, _label in day_choices(asked.today)}
        one = report.starts_on == report.ends_on and report.starts_on.isoformat() in days
        names = ("kind", "starts_on", "ends_on", "reason", "temperature", "symptoms", "note", "version")
        said = {name: getattr(report, name) for name in (*names, "proxy_name", "proxy_phone")}
        who = str(report.picker_id) if report.picker_id else OTHER if report.proxy_name else ""
        times = {TIMES[Kind(report.kind)]: report.time} if report.kind in TIMES else {}
        day = report.starts_on.isoformat() if one else OTHER
        return cls(asked, initial={**said, **times, "who": who, "day": day, "id": uuid4()})


class AnswerForm(SaidForm):
    """Why a report does not hold."""

    answer = forms.CharField(
        label=_("A sentence for the family"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class ContestForm(SaidForm):
    """What is wrong with a day."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.HiddenInput)
    arrived_at = forms.TimeField(
        label=_("Arrived at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), required=False
    )
    left_at = forms.TimeField(
        label=_("Left at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), required=False
    )
    text = forms.CharField(
        label=_("What is wrong"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ContestAnswerForm(SaidForm):
    """Corrected, or left with a sentence."""

    decision = forms.ChoiceField(choices=(("correct", _("Correct")), ("keep", _("Leave it"))))
    answer = forms.CharField(
        label=_("A sentence for the family"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def day_choices(today: date) -> list[tuple[str, str]]:
    """Today, tomorrow and the day after: the word and the date, parted by a bar."""
    names = (gettext("Today"), gettext("Tomorrow"), gettext("In two days"))
    days = [today + timedelta(days=number) for number in range(len(names))]
    pattern = gettext("D j")  # of a day close by: its number and its weekday
    return [
        (day.isoformat(), f"{name}|{date_format(day, pattern)}")
        for day, name in zip(days, names, strict=True)
    ]


def uuid_list(values: Sequence[str]) -> list[UUID]:
    """Ids from a form's checkboxes; nonsense is left out."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
