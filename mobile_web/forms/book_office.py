"""The manager's side of the contact book: settings, forms of an entry, sentences, reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contactbook.editing import MOST_ITEMS, WITH_OPTIONS, new_item
from contactbook.items import Item
from contactbook.models import BookSettings
from contactbook.services.settings import NAMES
from contactbook.words import ANSWERS, answer_words, label_of
from facilities.models import StaffMember
from mobile_web.forms.families import SaidForm
from mobile_web.forms.fields import ClockInput, DayInput


class BookSettingsForm(SaidForm):
    """All of them, with the version that was looked at and those who approve."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    needs_approval = forms.BooleanField(label=_("Somebody approves before families read"), required=False)
    approvers = forms.TypedMultipleChoiceField(
        label=_("May approve, beside the manager"), coerce=UUID, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    publish_at = forms.TimeField(
        label=_("Families read from"), required=False, widget=ClockInput(),
        help_text=_("Empty: as soon as a teacher sends it."),
    )  # fmt: skip
    home_until = forms.TimeField(
        label=_("Families write until"), required=False, widget=ClockInput(),
        help_text=_("Shown to families. What comes later arrives all the same."),
    )  # fmt: skip
    may_download_book = forms.BooleanField(label=_("Families may take the bound book"), required=False)

    def __init__(self, members: Iterable[StaffMember], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.TypedMultipleChoiceField, self.fields["approvers"])
        field.choices = [(str(one.pk), one.name) for one in members]

    @classmethod
    def of(
        cls, members: Iterable[StaffMember], row: BookSettings, approvers: Iterable[UUID]
    ) -> "BookSettingsForm":
        """As they are now."""
        values = {name: getattr(row, name) for name in (*NAMES, "version")}
        return cls(members, initial=values | {"approvers": [str(one) for one in approvers]})

    def given(self) -> dict[str, Any]:
        """As the service takes them."""
        data = self.cleaned_data
        values = {name: data[name] for name in NAMES}
        return {"version": data["version"], "values": values, "approvers": data["approvers"]}


class FromDayForm(forms.Form):
    """From which day a form holds."""

    starts_on = forms.DateField(label=_("From"), widget=DayInput())


class GiveBackForm(forms.Form):
    """What is to be changed, in a sentence."""

    answer = forms.CharField(label=_("What is to be changed"), max_length=200)


class FileForm(forms.Form):
    """A form from another facility."""

    file = forms.FileField(label=_("File"))


@dataclass(frozen=True)
class Draft:
    """The items somebody is putting together, as they stand on her page; nothing is checked yet."""

    items: tuple[Item, ...]
    seen: str = ""

    @classmethod
    def posted(cls, data: QueryDict) -> "Draft":
        """The rows in the order of the page."""
        rows = zip(data.getlist("key"), data.getlist("kind"), data.getlist("label"), strict=False)
        needed = set(data.getlist("required"))
        items = [
            Item(key, kind, label.strip(), key in needed, _options(kind, data.get(f"options-{key}", "")))
            for key, kind, label in list(rows)[: 2 * MOST_ITEMS]
        ]
        return cls(tuple(map(_plain, items)), data.get("seen", ""))

    def after(self, act: str, new: str) -> "Draft":
        """One button later: up, down or away with an item, or a new one at the end."""
        verb, _colon, key = act.partition(":")
        items = list(self.items)
        at = next((n for n, one in enumerate(items) if one.key == key), None)
        if verb == "add" and (item := new_item(new)) and item.key not in {one.key for one in items}:
            items.append(item)
        elif at is not None and verb == "remove":
            items.pop(at)
        elif at is not None and verb in ("up", "down"):
            to = min(max(at + (-1 if verb == "up" else 1), 0), len(items) - 1)
            items.insert(to, items.pop(at))
        return replace(self, items=tuple(items))


def _plain(item: Item) -> Item:
    """Our own word typed again is our own word: it goes on being translated."""
    return replace(item, label="") if item.label == label_of(replace(item, label="")) else item


def _options(kind: str, text: str) -> tuple[str, ...]:
    """One answer a line, our own words as what they stand for."""
    if kind not in WITH_OPTIONS:
        return ()
    ours = {answer_words(code): code for code in ANSWERS}
    return tuple(ours.get(line.strip(), line.strip()) for line in text.splitlines() if line.strip())


def day_or(data: QueryDict, today: date) -> date:
    """The day that was chosen; without one it is today."""
    form = FromDayForm(data)
    return form.cleaned_data["starts_on"] if form.is_valid() else today


class JournalForm(forms.Form):
    """The class's text as one page has it: `base` is the revision it began with, `session` the page's own."""

    session = forms.UUIDField()
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    text = forms.CharField(required=False, strip=False)
    act = forms.ChoiceField(choices=[(one, one) for one in ("save", "publish", "settle")])
