"""Albums, the photos on their way in, consents and wishes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Classroom, Facility
from mobile_web.forms.families import Lines, SaidForm
from mobile_web.forms.fields import ClassesField, DayInput
from photos.models import TITLE_LENGTH, Album, Purpose


class AlbumForm(SaidForm):
    """An album's words, days and classes."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Album.Kind.choices, widget=forms.RadioSelect, initial=Album.Kind.EVENT
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput(), required=False)
    classrooms = ClassesField()

    def __init__(
        self, *args: Any, facility: Facility, school_year: int, album: Album | None = None, **kw: Any
    ) -> None:
        if album is not None:
            named = list(album.classrooms.values_list("classroom", flat=True))
            first = {name: getattr(album, name) for name in ("title", "kind", "starts_on", "ends_on")}
            kw.setdefault("initial", {**first, "classrooms": named})
        super().__init__(*args, **kw)
        chosen = Q(school_year=school_year)
        if album is not None:
            chosen |= Q(pk__in=album.classrooms.values("classroom"))
        rooms = Classroom.objects.filter(chosen, facility=facility)
        self.fields["classrooms"].queryset = rooms.order_by("age", "name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["ends_on"] = data.get("ends_on") or data.get("starts_on")
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the service."""
        return {**self.cleaned_data, "classrooms": list(self.cleaned_data["classrooms"])}


class SentForm(forms.Form):
    """What is said of one photo on its way in."""

    sha256 = forms.RegexField(r"\A[0-9a-f]{64}\Z", required=False)
    taken_at = forms.DateTimeField(required=False)


class TagForm(forms.Form):
    """What is to be done with the chosen photos: with a child, or by one of the acts."""

    ACTS = ("group", "remove")

    photo = forms.TypedMultipleChoiceField(coerce=str, choices=())
    child = forms.UUIDField(required=False)
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS], required=False)

    def __init__(self, *args: Any, photos: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].choices = [(key, key) for key in photos]  # type: ignore[attr-defined]


class ConsentForm(SaidForm):
    """A family's word for each purpose; what is left open was not said."""

    def __init__(self, *args: Any, said: Mapping[str, bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose, label in Purpose.choices:
            self.fields[purpose] = forms.TypedChoiceField(
                label=label,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                coerce=lambda word: word == "yes",
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial={True: "yes", False: "no"}.get(said.get(purpose)),  # type: ignore[arg-type] # or nothing
            )

    def words(self) -> dict[str, bool]:
        """Only what was said."""
        return {key: given for key, given in self.cleaned_data.items() if given is not None}


class TakedownForm(SaidForm):
    """Why a photo should be shown no longer."""

    reason = Lines(_("Reason"))


class AnswerForm(SaidForm):
    """The office's answer to such a wish."""

    outcome = forms.ChoiceField(choices=[("taken", "taken"), ("kept", "kept")])
    answer = Lines(_("Answer to the family"))
