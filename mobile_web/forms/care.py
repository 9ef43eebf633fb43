"""Extended care and contracts: rules, decisions about a charge, flat plans, what is agreed for a child."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from attendance.care import Figures
from attendance.models import CareContract, CareRule
from facilities.models import Guardian
from facilities.rosters.tables import FORMATS
from mobile_web.care_words import month_words
from mobile_web.forms.families import SaidForm
from mobile_web.forms.fields import ClockInput, DayInput
from mobile_web.month import month_of_text

MOST = 1_000_000
WEEKDAYS = [(str(number), word) for number, word in WEEKDAYS_ABBR.items()]


def yen_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.IntegerField:
    """Whole yen."""
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, required=required, help_text=help_text
    )


class RuleForm(SaidForm):
    """One version of a rule."""

    group = forms.ChoiceField(label=_("For contracts"), choices=CareContract.Group.choices)
    side = forms.ChoiceField(
        label=_("Side of the day"), choices=CareRule.Side.choices, widget=forms.RadioSelect, initial="evening"
    )
    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    counts_from = forms.TimeField(
        label=_("Counts beyond"),
        required=False,
        widget=ClockInput(),
        help_text=_("Empty: the hours of the child's contract."),
    )
    grace_minutes = forms.IntegerField(label=_("Grace, minutes"), min_value=0, max_value=120, initial=5)
    grace = forms.ChoiceField(
        label=_("Meaning of grace"),
        choices=CareRule.Grace.choices,
        widget=forms.RadioSelect,
        initial="threshold",
    )
    unit_minutes = forms.IntegerField(label=_("Unit, minutes"), min_value=1, max_value=120, initial=15)
    rounding = forms.ChoiceField(
        label=_("Rounding"), choices=CareRule.Rounding.choices, widget=forms.RadioSelect, initial="up"
    )
    price = forms.IntegerField(label=_("Price of a unit, yen"), min_value=0, max_value=MOST, initial=100)
    daily_cap = yen_field(_("At most a day, yen"))
    monthly_cap = yen_field(_("At most a month, yen"))
    monthly_flat = yen_field(_("Flat price a month, yen"), help_text=_("For children with the flat plan."))

    @classmethod
    def of(cls, rule: CareRule) -> "RuleForm":
        """The figures of a version, to begin the next one from."""
        return cls(initial={name: getattr(rule, name) for name in cls.base_fields if name != "starts_on"})

    def figures(self) -> Figures:
        """For the preview; the form is valid."""
        data = self.cleaned_data
        return Figures(**{name: data[name] for name in Figures.__dataclass_fields__})

    def edge(self, otherwise: time) -> int:
        """The minute it counts from."""
        at = self.cleaned_data["counts_from"] or otherwise
        return int(at.hour * 60 + at.minute)


class AmountForm(SaidForm):
    """Another amount for one day."""

    amount = forms.IntegerField(label=_("Yen"), min_value=0, max_value=100_000)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The family reads it."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ExcludeForm(SaidForm):
    """Nothing for one day."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The family reads it."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """The charge as it was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PlanForm(SaidForm):
    """Which months are paid by the month."""

    side = forms.ChoiceField(
        label=_("Side of the day"), choices=CareRule.Side.choices, widget=forms.RadioSelect, initial="evening"
    )
    first = forms.ChoiceField(label=_("From"))
    last = forms.ChoiceField(label=_("Until"), required=False)

    def __init__(self, today: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        months = [_months_from(today, away) for away in range(-2, 13)]
        choices = [(f"{month:%Y-%m}", month_words(month)) for month in months]
        self.fields["first"] = forms.ChoiceField(label=_("From"), choices=choices, initial=f"{today:%Y-%m}")
        self.fields["last"] = forms.ChoiceField(
            label=_("Until"), choices=[("", _("until further notice")), *choices], required=False
        )

    def months(self) -> tuple[date, date | None]:
        """The first and the last month."""
        data = self.cleaned_data
        first = month_of_text(data["first"], self.today)
        return first, month_of_text(data["last"], self.today) if data["last"] else None


class KindForm(forms.Form):
    """Which file."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in FORMATS])


class ContractForm(SaidForm):
    """What is agreed for a child from a day on."""

    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    group = forms.ChoiceField(
        label=_("Kind"), choices=CareContract.Group.choices, widget=forms.RadioSelect, initial="standard"
    )
    hours_from = forms.TimeField(label=_("Agreed from"), required=False, widget=ClockInput())
    hours_until = forms.TimeField(label=_("Agreed until"), required=False, widget=ClockInput())
    arrives_at = forms.TimeField(label=_("Usually comes at"), widget=ClockInput(), initial=time(9))
    leaves_at = forms.TimeField(label=_("Usually leaves at"), widget=ClockInput(), initial=time(17))
    weekdays = forms.MultipleChoiceField(
        label=_("Days of the week"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None: every day the nursery is open."),
    )
    picker = forms.ModelChoiceField(
        Guardian.objects.none(), label=_("Who usually comes"), required=False, empty_label=_("not agreed")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, pickers: Iterable[Guardian], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = Guardian.objects.filter(pk__in=[one.pk for one in pickers]).order_by("call_order", "pk")
        self.fields["picker"] = forms.ModelChoiceField(
            found, label=_("Who usually comes"), required=False, empty_label=_("not agreed")
        )

    @staticmethod
    def initial_of(contract: CareContract | None, seen: str, today: date) -> dict[str, Any]:
        """Begin from what holds now."""
        names = ("group", "hours_from", "hours_until", "arrives_at", "leaves_at", "picker")
        known = {name: getattr(contract, name) for name in names} if contract else {}
        days = [str(day) for day in contract.weekdays] if contract else []
        return {**known, "weekdays": days, "starts_on": today, "seen": seen}

    def agreed(self) -> dict[str, Any]:
        """As the service takes it."""
        data = {**self.cleaned_data}
        data["weekdays"] = sorted(int(day) for day in data["weekdays"])
        return {name: value for name, value in data.items() if name not in ("starts_on", "seen")}


class EndForm(SaidForm):
    """The last day of a contract; empty: until further notice."""

    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def _months_from(today: date, away: int) -> date:
    years, month = divmod(today.year * 12 + today.month - 1 + away, 12)
    return date(years, month + 1, 1)
