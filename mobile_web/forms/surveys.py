"""What a survey is called, whom it asks and until when; its reminders and readers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from mobile_web.forms.office import AGES, LocalDateTime
from notices.models import TITLE_LENGTH
from surveys.models import INTRODUCTION_LENGTH, Survey, Unit

LANGUAGES = ("easy", "en")
WORDS = ("title", "introduction")


def _title(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TITLE_LENGTH, required=False)


def _introduction(label: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=INTRODUCTION_LENGTH, required=False, widget=area)


class SurveyForm(forms.Form):
    """Everything may be empty while one writes; the services say what publishing needs."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = _title(_("Title"))
    introduction = _introduction(_("Introduction"))
    title_easy = _title(_("Title in easy Japanese"))
    introduction_easy = _introduction(_("Introduction in easy Japanese"))
    title_en = _title(_("Title in English"))
    introduction_en = _introduction(_("Introduction in English"))
    unit = forms.ChoiceField(label=_("Who answers once"), choices=Unit.choices, widget=forms.RadioSelect)
    is_anonymous = forms.BooleanField(label=_("Anonymous"), required=False)
    may_edit = forms.BooleanField(label=_("Answers can be changed until the end"), required=False)
    opens_at = forms.DateTimeField(label=_("Opens at"), required=False, widget=LocalDateTime())
    closes_at = forms.DateTimeField(label=_("Answers until"), required=False, widget=LocalDateTime())
    reminds_on_last_morning = forms.BooleanField(
        label=_("Remind on the morning of the last day"), required=False
    )
    skipped_are_unanswered = forms.BooleanField(
        label=_("Count skipped questions as not answered"), required=False
    )
    ages = forms.TypedMultipleChoiceField(
        label=_("Only these ages"),
        choices=AGES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    guard_ok = forms.BooleanField(label=_("Send it like this"), required=False)

    @classmethod
    def of(cls, survey: Survey) -> "SurveyForm":
        """The form as the survey stands."""
        names = [name for name in cls.base_fields if hasattr(survey, name)]
        words = {
            f"{word}_{language}": survey.translations.get(language, {}).get(word, "")
            for language in LANGUAGES
            for word in WORDS
        }
        ages = list(survey.notice.ages) if survey.notice else []
        return cls(initial={name: getattr(survey, name) for name in names} | words | {"ages": ages})

    def fields_of_survey(self) -> dict[str, Any]:
        """What the service takes."""
        values = {
            name: self.cleaned_data[name] for name in self.fields if name not in ("version", "guard_ok")
        }
        translations = {
            language: {word: values.pop(f"{word}_{language}") for word in WORDS} for language in LANGUAGES
        }
        return values | {"translations": {key: one for key, one in translations.items() if any(one.values())}}


class EndForm(forms.Form):
    """A later (or earlier) end of a survey that is out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    closes_at = forms.DateTimeField(label=_("Answers until"), widget=LocalDateTime())


def times_in(data: QueryDict) -> list[datetime]:
    """The reminders' times, of the nursery's clock; what is empty or no time is left out."""
    found = [parse_datetime(value) for value in data.getlist("at")[:50] if value]
    return [timezone.make_aware(at) if timezone.is_naive(at) else at for at in found if at]


def members_in(data: QueryDict) -> list[UUID]:
    """The people ticked; what is no id is nobody."""
    found = []
    for value in data.getlist("member")[:500]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
