"""The composer and the call desk."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from notices.models import BODY_LENGTH, TITLE_LENGTH, CallAttempt, Notice, Urgency
from notices.phrases import PHRASES

EVERY = (
    (0, _("No reminder")),
    (15, _("Every 15 minutes")),
    (30, _("Every 30 minutes")),
    (60, _("Every hour")),
)
AGES = tuple((age, format_lazy(_("Age {n}"), n=age)) for age in range(6))


class LocalDateTime(forms.DateTimeInput):
    """The browser's own control; what is typed is the time of the nursery."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class NoticeForm(forms.Form):
    """What a draft holds. Everything may be empty while one writes; the services say what sending needs."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    phrase = forms.ChoiceField(label=_("Phrase"), required=False)
    urgency = forms.ChoiceField(label=_("How urgent"), choices=Urgency.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, required=False)
    body = forms.CharField(
        label=_("Text"),
        max_length=BODY_LENGTH,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    valid_until = forms.DateTimeField(label=_("Valid until"), required=False, widget=LocalDateTime())
    publish_at = forms.DateTimeField(label=_("Send at"), required=False, widget=LocalDateTime())
    when = forms.ChoiceField(
        label=_("When"),
        choices=(("now", _("Now")), ("at", _("At a time"))),
        required=False,
        widget=forms.RadioSelect,
    )
    remind_every = forms.TypedChoiceField(
        label=_("Remind unread households"), choices=EVERY, coerce=int, empty_value="0", required=False
    )
    remind_times = forms.TypedChoiceField(
        label=_("How often"),
        choices=((1, "1"), (2, "2"), (3, "3")),
        coerce=int,
        empty_value="1",
        required=False,
    )
    ages = forms.TypedMultipleChoiceField(
        label=_("Only these ages"),
        choices=AGES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_drill = forms.BooleanField(label=_("Send as a drill"), required=False)
    guard_ok = forms.BooleanField(label=_("Send it like this"), required=False)

    def __init__(self, notice: Notice, *args: Any, **options: Any) -> None:
        self.notice = notice
        super().__init__(*args, **options)
        choice = cast(forms.ChoiceField, self.fields["phrase"])
        choice.choices = [
            ("", _("None")),
            *((code, one.label) for code, one in PHRASES.items()),
        ]
        for name, label, start in phrase_fields(self["phrase"].value()):
            said = notice.phrase_fields.get(name) or start(timezone.localtime())
            self.fields[f"field_{name}"] = forms.CharField(
                label=label, max_length=60, required=False, initial=said
            )
            if self.is_bound and f"field_{name}" not in self.data:
                data = cast(QueryDict, self.data).copy()
                data[f"field_{name}"] = said
                self.data = data

    @classmethod
    def of(cls, notice: Notice) -> "NoticeForm":
        """The form as the draft stands."""
        every = int(notice.remind_every.total_seconds() // 60) if notice.remind_every else 0
        return cls(
            notice,
            initial={
                "version": notice.version,
                "phrase": notice.phrase,
                "urgency": notice.urgency,
                "title": notice.title,
                "body": notice.body,
                "valid_until": notice.valid_until,
                "when": "now",
                "remind_every": every,
                "remind_times": notice.remind_times or 2,
                "ages": notice.ages,
                "is_drill": notice.is_drill,
            },
        )

    def phrase_boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("field_")]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("when") == "at" and not values.get("publish_at") and "publish_at" not in self.errors:
            self.add_error("publish_at", _("Enter the day and the time."))
        return values

    def draft(self) -> dict[str, Any]:
        """The fields of `save_draft`; words that are still the phrase's own are left to the phrase."""
        values = {
            name: self.cleaned_data[name] for name in ("urgency", "ages", "is_drill", "valid_until", "phrase")
        }
        every = int(self.cleaned_data["remind_every"])
        values["remind_every"] = timedelta(minutes=every) if every else None
        values["remind_times"] = int(self.cleaned_data["remind_times"]) if every else 0
        values["phrase_fields"] = {
            name.removeprefix("field_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("field_")
        }
        return values | ({} if self._leaves_words() else {n: self.cleaned_data[n] for n in ("title", "body")})

    def _leaves_words(self) -> bool:
        """True when the phrase may fill title and text: they are empty, its own, or she asked for it."""
        if not self.cleaned_data["phrase"]:
            return False
        said = [_flat(self.cleaned_data[name]) for name in ("title", "body")]
        own = bool(self.notice.translations) and said == [_flat(self.notice.title), _flat(self.notice.body)]
        return "replace" in self.data or own or not any(said)


class OutcomeForm(forms.Form):
    """How a call ended."""

    id = forms.UUIDField(required=False)
    token = forms.IntegerField()
    outcome = forms.ChoiceField(choices=CallAttempt.Outcome.choices)
    guardian = forms.UUIDField(required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    call_back_at = forms.DateTimeField(label=_("Call back at"), required=False, widget=LocalDateTime())

    def clean_guardian(self) -> UUID | None:
        value: UUID | None = self.cleaned_data["guardian"]
        return value


class RecallForm(forms.Form):
    """Why a notice is taken back; the families read it."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


def phrase_fields(code: str | None) -> tuple[tuple[str, Any, Callable[[datetime], str]], ...]:
    phrase = PHRASES.get(code or "")
    return phrase.fields if phrase else ()


def _flat(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n"))
