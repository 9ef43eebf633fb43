"""Albums, the photos on their way in, consents and wishes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.crops import LEAST, Crop
from facilities.models import Classroom, Facility
from mobile_web.forms.families import Lines, SaidForm
from mobile_web.forms.fields import ClassesField, DayInput
from photos.models import TITLE_LENGTH, Album, Purpose
from photos.selectors.staff import Tagged


class AlbumForm(SaidForm):
    """An album's words, days and classes."""

    title = forms.CharField(label=pgettext_lazy("album", "Title"), max_length=TITLE_LENGTH)
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

    ACTS = ("group", "crop", "remove")

    photo = forms.TypedMultipleChoiceField(coerce=str, choices=())
    child = forms.UUIDField(required=False)
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS], required=False)

    def __init__(self, *args: Any, photos: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].choices = [(key, key) for key in photos]  # type: ignore[attr-defined]


class CropForm(SaidForm):
    """The part of a photo that is kept, in percents of its sides, and who is not on it any more."""

    left = forms.IntegerField(label=_("From the left (%)"), min_value=0, max_value=100 - LEAST, initial=10)
    top = forms.IntegerField(label=_("From above (%)"), min_value=0, max_value=100 - LEAST, initial=10)
    width = forms.IntegerField(label=_("Width (%)"), min_value=LEAST, max_value=100, initial=80)
    height = forms.IntegerField(label=_("Height (%)"), min_value=LEAST, max_value=100, initial=80)
    cut_out = forms.TypedMultipleChoiceField(
        label=_("Not on it any more"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Their names go from this photo. Undo brings them back."),
    )

    def __init__(self, *args: Any, tagged: Tagged, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(child.pk), f"{child.family_name} {child.given_name}") for child in tagged.children]
        self.fields["cut_out"].choices = names  # type: ignore[attr-defined]
        self.fields["cut_out"].initial = [str(child) for child in tagged.against]

    def part(self) -> Crop:
        """Within the photo or not: the service says it."""
        said = self.cleaned_data
        return Crop(said["left"], said["top"], said["width"], said["height"])


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
