"""Forms of meetings: the period, its teachers and rooms, the times of its days, and giving one by hand."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.models import Classroom, Facility, StaffMember
from mobile_web.forms.families import SaidForm
from mobile_web.forms.fields import ClockInput, DayInput
from mobile_web.moments import day_words
from surveys.models import Lane, MeetingPeriod
from surveys.services import Opening

REMINDERS = ("remind_1", "remind_2")
NUMBERS = {"minutes": 15, "pause": 0, "change_hours": 24}


class MomentField(forms.DateTimeField):
    """The browser's own day and time."""

    def __init__(self, label: Any, **options: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(label=label, widget=widget, **{"required": False, **options})


class PeriodForm(SaidForm):
    """A period as its office writes it. `version` is what the form was opened on."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("What families should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    mode = forms.ChoiceField(
        label=_("How times are given"), choices=MeetingPeriod.Mode.choices, widget=forms.RadioSelect
    )
    minutes = forms.IntegerField(label=_("Minutes each"), min_value=5, max_value=180)
    pause = forms.IntegerField(label=_("Minutes between"), min_value=0, max_value=60, required=False)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    opens_at = MomentField(_("Families choose from"), help_text=_("Empty: as soon as it is sent."))
    closes_at = MomentField(_("Families choose until"), required=True)
    change_hours = forms.IntegerField(
        label=_("Families may change until … hours before"), min_value=0, max_value=24 * 14, required=False
    )
    remind_1 = MomentField(_("Remind at"), help_text=_("Empty: at eight on the last day."))
    remind_2 = MomentField(_("and again at"))

    def __init__(self, *args: Any, period: MeetingPeriod | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {**NUMBERS, "mode": MeetingPeriod.Mode.FIRST_COME, **self._of(period)})
        super().__init__(*args, **kwargs)
        if period and period.published_at:
            for name in ("mode", "minutes", "pause", "starts_on", "opens_at"):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """Fields of the service."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        data |= {
            name: data[name] if data[name] is not None else NUMBERS[name] for name in NUMBERS if name in data
        }
        data["remind_times"] = sorted({at for name in REMINDERS if (at := data.pop(name))})
        return data

    @classmethod
    def _of(cls, period: MeetingPeriod | None) -> dict[str, Any]:
        if period is None:
            return {}
        known = {name: getattr(period, name) for name in cls.base_fields if name not in REMINDERS}
        return known | dict(zip(REMINDERS, period.remind_times, strict=False))


class LaneForm(SaidForm):
    """A teacher in a room, for one class or for all."""

    classroom = forms.ModelChoiceField(
        label=pgettext_lazy("meeting", "Class"), queryset=Classroom.objects.none(), required=False
    )
    member = forms.ModelChoiceField(label=_("Teacher"), queryset=StaffMember.objects.none(), required=False)
    room = forms.CharField(label=_("Room"), max_length=60, required=False)

    def __init__(self, *args: Any, facility: Facility, school_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Classroom.objects.filter(facility=facility, school_year=school_year)
        staff = StaffMember.objects.filter(posts__facility=facility).distinct().order_by("kana", "name", "pk")
        self.fields["classroom"].queryset = rooms.order_by("age", "name", "pk")  # type: ignore[attr-defined]
        self.fields["member"].queryset = staff  # type: ignore[attr-defined]
        self.fields["classroom"].empty_label = _("All classes")  # type: ignore[attr-defined]
        self.fields["member"].empty_label = "—"  # type: ignore[attr-defined]


class TimesForm(SaidForm):
    """From when until when on which days, for whom, and two breaks."""

    lanes = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("meeting", "For"),
        queryset=Lane.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("meeting", "On"), coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple
    )
    begins = forms.TimeField(label=pgettext_lazy("meeting", "From"), widget=ClockInput())
    ends = forms.TimeField(label=pgettext_lazy("meeting", "Until"), widget=ClockInput())
    rest_1 = forms.TimeField(label=_("Break from"), widget=ClockInput(), required=False)
    rest_1_ends = forms.TimeField(label=_("Break until"), widget=ClockInput(), required=False)
    rest_2 = forms.TimeField(label=_("Second break from"), widget=ClockInput(), required=False)
    rest_2_ends = forms.TimeField(label=_("Second break until"), widget=ClockInput(), required=False)

    def __init__(self, *args: Any, period: MeetingPeriod, lanes: Sequence[Lane], **kwargs: Any) -> None:
        days = _days(period)
        kwargs.setdefault(
            "initial",
            {
                "lanes": [lane.pk for lane in lanes],
                "days": [day.isoformat() for day in days if day.weekday() < 5],
                "begins": time(15, 30),
                "ends": time(18),
            },
        )
        super().__init__(*args, **kwargs)
        self.fields["lanes"].queryset = Lane.objects.filter(period=period)  # type: ignore[attr-defined]
        self.fields["lanes"].choices = [(lane.pk, lane_words(lane)) for lane in lanes]  # type: ignore[attr-defined]
        self.fields["days"].choices = [(day.isoformat(), day_words(day)) for day in days]  # type: ignore[attr-defined]

    def openings(self) -> list[Opening]:
        """One for each day."""
        data = self.cleaned_data
        pairs = [(data["rest_1"], data["rest_1_ends"]), (data["rest_2"], data["rest_2_ends"])]
        breaks = tuple((begins, ends) for begins, ends in pairs if begins and ends)
        return [Opening(day, data["begins"], data["ends"], breaks) for day in sorted(set(data["days"]))]


class GiveForm(SaidForm):
    """Whose this time shall be: a child and which of her homes."""

    who = forms.ChoiceField(label=_("Child"))

    def __init__(
        self, *args: Any, groups: Iterable[tuple[Any, list[tuple[str, str]]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", "—"), *groups]  # type: ignore[attr-defined]


def lane_words(lane: Lane) -> str:
    """うさぎ組 鈴木 千尋"""
    words = [
        lane.classroom.name if lane.classroom else "",
        lane.member.name if lane.member else "",
        lane.room,
    ]
    return " ".join(word for word in words if word) or str(_("All classes"))


def _days(period: MeetingPeriod) -> list[date]:
    count = (period.ends_on - period.starts_on).days + 1
    return [period.starts_on + timedelta(days=number) for number in range(count)]
