"""What a page sends of an entry: cells as it has them. Their values are judged by the items of the template."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attendance.models import Report
from contactbook.merge import CellWrite

BROKEN = _("This page is damaged. Nothing was saved; please open it again.")


class CellsForm(forms.Form):
    """Cells of one entry from one editing session.

    `writes` is a JSON list of {"path", "value", "base", "sequence", "is_suggestion"}, `at` when she wrote.
    """

    session = forms.UUIDField(error_messages={"required": BROKEN, "invalid": BROKEN})
    at = forms.DateTimeField(required=False)
    writes = forms.CharField(strip=False, error_messages={"required": BROKEN})

    def clean_writes(self) -> list[CellWrite]:
        try:
            rows = json.loads(self.cleaned_data["writes"])
            return [_write_of(row) for row in rows]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise forms.ValidationError(BROKEN) from None


def _write_of(row: dict[str, Any]) -> CellWrite:
    return CellWrite(
        path=str(row["path"])[:80],
        value=row["value"],
        base=_count(row.get("base")),
        sequence=_count(row.get("sequence")),
        is_suggestion=bool(row.get("is_suggestion")),
    )


def _count(number: object) -> int:
    return max(0, min(int(str(number or 0)), 2**31 - 1))


class HomeForm(forms.Form):
    """A home's page beside its cells. `coming` is "here" or the reason why the child stays at home."""

    child = forms.UUIDField(error_messages={"required": BROKEN, "invalid": BROKEN})
    facility = forms.UUIDField(error_messages={"required": BROKEN, "invalid": BROKEN})
    day = forms.DateField(error_messages={"required": BROKEN, "invalid": BROKEN})
    session = forms.UUIDField(error_messages={"required": BROKEN, "invalid": BROKEN})
    sequence = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 2)
    was = forms.CharField(required=False, strip=False)
    coming = forms.ChoiceField(
        required=False, choices=[("here", ""), *((key, "") for key in Report.Reason.values)]
    )
    act = forms.ChoiceField(required=False, choices=[("send", ""), ("paste", "")])
    piyolog = forms.CharField(required=False, strip=False)
    piyolog_file = forms.FileField(required=False, allow_empty_file=True, max_length=200)
