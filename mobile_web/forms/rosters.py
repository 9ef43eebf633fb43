"""Bringing a roster, and saying what its columns are."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from facilities.rosters.sheets import MOST_BYTES, TOO_MANY_BYTES
from facilities.rosters.tables import FORMATS
from facilities.selectors.rosters import Kept
from mobile_web.forms.fields import DayInput

WHOLE = "all"


class PlaceForm(forms.Form):
    """A facility she keeps, or all of them."""

    place = forms.ChoiceField(label=_("Roster of"))

    def __init__(self, kept: Kept, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {str(one.pk): one for one in kept.facilities}
        whole = [(WHOLE, _("All facilities"))] if kept.whole else []
        choice = cast(forms.ChoiceField, self.fields["place"])
        choice.choices = [*whole, *((key, one.name) for key, one in self.places.items())]

    @property
    def facility(self) -> Facility | None:
        return self.places.get(self.cleaned_data["place"])


class UploadForm(PlaceForm):
    """A file, and from which day its classes count."""

    starts_on = forms.DateField(label=_("New children and classes count from"), widget=DayInput())
    file = forms.FileField(label=_("Excel or CSV file"), allow_empty_file=True)

    def __init__(self, kept: Kept, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"starts_on": timezone.localdate()})
        super().__init__(kept, *args, **options)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_MANY_BYTES % {"most": MOST_BYTES // (1024 * 1024)})
        return file


class ExportForm(PlaceForm):
    """Which roster leaves, and in which letters."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in FORMATS])


def version_of(data: dict[str, str]) -> int:
    """The state of an import somebody looked at; nonsense is one nobody can have seen."""
    text = data.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def place_key(facility_id: UUID | None) -> str:
    return str(facility_id) if facility_id else WHOLE
