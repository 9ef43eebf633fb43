"""A month in numbers: every facility of the central office, or her own. No names."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from attendance.selectors.care_list import central_facilities
from attendance.selectors.statistics import Statistic, statistics
from backend.errors import NotAllowed
from facilities.models import Facility
from facilities.models.roles import KEEPING_ROLES
from facilities.policies import roles_at
from facilities.rosters.tables import FORMATS, table_file
from mobile_web.forms.care import KindForm
from mobile_web.http import PageRequest
from mobile_web.views.office.care_frame import months
from mobile_web.views.office.days_frame import NAV
from mobile_web.views.office.frame import page, place_of
from mobile_web.views.office.rosters import download

ROW, BAR = 30, 420


@dataclass(frozen=True)
class Bar:
    """One facility's bar of days attended within days with a place, in the drawing's own units."""

    one: Statistic
    y: int
    whole: float
    part: float

    @property
    def text_y(self) -> int:
        return self.y + 15


@require_GET
def show(request: PageRequest) -> HttpResponse:
    """Table and bars."""
    places = _places(request)
    shown = months(request, timezone.localdate())
    rows = statistics(places, shown["month"])
    context: dict[str, Any] = {"rows": rows, "bars": _bars(rows), "height": ROW * len(rows), **shown}
    return page(request, "office/days/statistics.html", NAV, **context)


@require_GET
def export(request: PageRequest) -> HttpResponse:
    """The table as xlsx or CSV."""
    places = _places(request)
    form = KindForm(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else "xlsx"
    month = months(request, timezone.localdate())["month"]
    content = table_file(kind, _headings(), [_cells(one) for one in statistics(places, month)])
    name = f"attendance-statistics-{month:%Y%m}.{'xlsx' if kind == 'xlsx' else 'csv'}"
    return download(content, FORMATS[kind], name)


def _places(request: PageRequest) -> list[Facility]:
    """All of the organisation for its central office, else the facilities she runs."""
    place_of(request.user)
    if central := central_facilities(request.user):
        return central
    worked = Facility.objects.worked_in_by(request.user).filter(is_active=True).in_order()
    found = [one for one in worked if roles_at(request.user, one) & KEEPING_ROLES]
    if not found:
        raise NotAllowed
    return found


def _bars(rows: list[Statistic]) -> list[Bar]:
    most = max((one.place_days for one in rows), default=0) or 1
    return [
        Bar(one, n * ROW, round(BAR * one.place_days / most, 1), round(BAR * one.on_place_days / most, 1))
        for n, one in enumerate(rows)
    ]


def _headings() -> list[str]:
    return [
        _("Facility"),
        _("Days with a place"),
        _("Days attended"),
        _("Absence rate, %"),
        _("Times late"),
        _("Average stay, minutes"),
        _("Extended care, minutes"),
    ]


def _cells(one: Statistic) -> list[str]:
    rate = "" if one.absence_rate is None else str(one.absence_rate)
    numbers = (
        one.place_days,
        one.attended,
        rate,
        one.late,
        "" if one.stay is None else one.stay,
        one.extended,
    )
    return [one.facility.name, *map(str, numbers)]
