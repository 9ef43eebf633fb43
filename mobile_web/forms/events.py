"""Forms of the calendar: an event, and a family's reply to it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.models import Child, Classroom, Facility
from mobile_web.forms.families import Lines, SaidForm
from mobile_web.forms.fields import ClassesField, ClockInput, DayInput
from surveys.models import Event, EventReply, Unit, Via
from surveys.models.events import PEOPLE_MOST

UNITS = [(Unit.HOUSEHOLD, Unit.HOUSEHOLD.label), (Unit.CHILD, Unit.CHILD.label)]


class ReplyForm(SaidForm):
    """Whether a family, or one child, comes. `version` is the reply she saw."""

    child = forms.ModelChoiceField(queryset=Child.objects.none(), widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    comes = forms.ChoiceField(
        label=_("Do you come?"), choices=EventReply.Comes.choices, widget=forms.RadioSelect
    )
    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=PEOPLE_MOST, required=False)
    children = forms.IntegerField(
        label=_("Other children"), min_value=0, max_value=PEOPLE_MOST, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        event: Event,
        children: QuerySet[Child],
        child: Child | None = None,
        reply: EventReply | None = None,
        **kwargs: Any,
    ) -> None:
        self.of_child, self.reply, self.event = child, reply, event
        if reply is not None:
            kwargs["initial"] = {
                name: getattr(reply, name) for name in ("version", "comes", "adults", "note")
            }
            kwargs["initial"]["children"] = reply.children
        if child is not None:
            kwargs.setdefault("initial", {})["child"] = child
        kwargs["auto_id"] = f"id_{child.pk if child else 'reply'}_%s"
        super().__init__(*args, **kwargs)
        self.fields["child"].queryset = children  # type: ignore[attr-defined]  # a choice of rows
        if not event.companions_most:
            del self.fields["adults"], self.fields["children"]

    def said(self) -> dict[str, Any]:
        """What the service is told."""
        data = self.cleaned_data
        return {
            "child": data["child"],
            "version": data["version"] or 0,
            "comes": data["comes"],
            "adults": data.get("adults") or 0,
            "children": data.get("children") or 0,
            "note": data["note"],
        }


class EntryForm(ReplyForm):
    """The same as its nursery writes it down, from paper or the telephone."""

    via = forms.ChoiceField(
        label=_("How did the family answer?"),
        choices=[(Via.PAPER, Via.PAPER.label), (Via.PHONE, Via.PHONE.label)],
        widget=forms.RadioSelect,
        initial=Via.PAPER,
    )

    def __init__(self, *args: Any, reply: EventReply | None = None, **kwargs: Any) -> None:
        super().__init__(*args, reply=reply, **kwargs)
        self.fields["comes"].label = _("Do they come?")

    def said(self) -> dict[str, Any]:
        """What the service is told; whose it is stands in the address."""
        said = super().said() | {"via": self.cleaned_data["via"]}
        return {name: value for name, value in said.items() if name not in ("child", "version")}


class EventForm(SaidForm):
    """An event as its office writes it. `version` is what the form was opened on."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Event.Kind.choices, widget=forms.RadioSelect, initial=Event.Kind.EVENT
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput(), required=False)
    starts_at = forms.TimeField(label=pgettext_lazy("clock", "From"), widget=ClockInput(), required=False)
    ends_at = forms.TimeField(label=pgettext_lazy("clock", "Until"), widget=ClockInput(), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    text = Lines(_("What families should know"))
    bring = Lines(_("What to bring"))
    classrooms = ClassesField()
    asks_reply = forms.BooleanField(label=_("Ask families whether they come"), required=False)
    reply_unit = forms.ChoiceField(
        label=_("One reply for"), choices=UNITS, widget=forms.RadioSelect, initial=Unit.HOUSEHOLD
    )
    reply_by = forms.DateTimeField(
        label=_("Reply until"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    companions_most = forms.IntegerField(
        label=_("People of a family at most"), min_value=0, max_value=PEOPLE_MOST, required=False, initial=4
    )

    def __init__(self, *args: Any, facility: Facility | None, school_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if facility is None:
            del self.fields["classrooms"]
        else:
            rooms = Classroom.objects.filter(facility=facility, school_year=school_year)
            self.fields["classrooms"].queryset = rooms.order_by("age", "name", "pk")  # type: ignore[attr-defined]

    @classmethod
    def first_of(cls, event: Event) -> dict[str, Any]:
        """What stands in the form of an event that is there."""
        names = [name for name in cls.base_fields if name != "classrooms"]
        rooms = list(event.classrooms.values_list("classroom", flat=True))
        return {**{name: getattr(event, name) for name in names}, "classrooms": rooms}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["ends_on"] = data.get("ends_on") or data.get("starts_on")
        data["companions_most"] = data.get("companions_most") or 0
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the service; classes as keys, where there are any to choose."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if "classrooms" in data:
            data["classrooms"] = [room.pk for room in data["classrooms"]]
        return data
