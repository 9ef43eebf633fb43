"""The family's children as tiles: is my child there now, and who comes when?"""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from attendance.selectors.home import ChildDay, days_now
from facilities.selectors.family import ChildToday, Family
from mobile_web.http import FamilyRequest
from mobile_web.moments import clock_words
from mobile_web.views.guardian.frame import for_guardians


@dataclass(frozen=True)
class Tile:
    """One child as components/child_now.html shows it."""

    name: str
    honorific: str
    initial: str
    tint: str
    classroom: str
    place: str
    href: str = ""
    state: str = ""
    state_text: str = ""
    state_note: str = ""
    plan_label: str = ""
    plan_time: str = ""
    plan_who: str = ""


@require_safe
@for_guardians
def now(request: FamilyRequest) -> HttpResponse:
    """The tiles alone, for a page that is open."""
    return render(request, "guardian/children.html", {"tiles": tiles_of(request.family)})


def tiles_of(family: Family) -> list[Tile]:
    """All her children as they are at this moment. One query."""
    days = days_now(family)
    return [
        _with_day(tile_of(row), row, days.get((row.child.pk, row.facility.pk)) if row.facility else None)
        for row in family.children
    ]


def tile_of(row: ChildToday) -> Tile:
    """The honorific is Japanese; other languages leave it out."""
    child = row.child
    return Tile(
        name=child.given_name,
        honorific=child.get_honorific_display() if get_language() == "ja" else "",
        initial=child.given_name[:1],
        tint=row.classroom.tint if row.classroom else "",
        classroom=row.classroom.name if row.classroom else _("No class today"),
        place=row.facility.name if row.facility else "",
    )


def _with_day(tile: Tile, row: ChildToday, day: ChildDay | None) -> Tile:
    href = reverse("guardian_days", args=[row.child.pk])
    if day is None:
        return replace(tile, href=href)
    words = {
        "present": _("At the nursery"),
        "left": _("Gone home"),
        "absent": _("Stays at home"),
        "late": _("Comes late"),
        "expected": _("Not there yet"),
        "off": _("No nursery today"),
    }
    note = clock_words(day.at) if day.at else _("confirmed") if day.is_confirmed else ""
    labels = {"pick_up": _("Pick-up"), "arrival": _("Arrival")}
    return replace(
        tile,
        href=href,
        state="expected" if day.state == "off" else day.state,
        state_text=words[day.state],
        state_note=note,
        plan_label=labels.get(day.plan_kind, "") if day.plan_at else "",
        plan_time=f"{day.plan_at.hour}:{day.plan_at.minute:02d}" if day.plan_at else "",
        plan_who=day.plan_who,
    )
