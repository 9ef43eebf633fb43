"""A family's meetings: the list, and for each child the page that fits: choose, wish, look, change."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from backend.errors import DomainError, NotVisible
from facilities.models import Facility
from mobile_web.forms.wishes import CANNOT, Wished
from mobile_web.http import FamilyRequest
from mobile_web.meeting_words import where_of, why_words
from mobile_web.views.guardian.frame import for_guardians, show
from mobile_web.views.guardian.meeting_times import days_of, near_of, times_for
from surveys.selectors.family_meetings import ChildMeeting, FamilyPeriod, meeting_of, meetings_of

MORE = "guardian_more"


@require_safe
@for_guardians
def meetings(request: FamilyRequest) -> HttpResponse:
    """What waits for a time first."""
    rows = meetings_of(request.family)
    context = {"rows": sorted(rows, key=lambda row: not row.is_due)}
    return show(request, "guardian/meetings/list.html", MORE, context)


@require_safe
@for_guardians
def meeting(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """One child's; without a name the first that waits, else the eldest."""
    row, one = asked(request, pk, request.GET.get("for", ""))
    return page(request, row, one)


def asked(request: FamilyRequest, pk: UUID, child: str) -> tuple[FamilyPeriod, ChildMeeting]:
    """The period and the child an address names; 404 where it does not concern her."""
    row = meeting_of(request.family, pk)
    if row is None:
        raise NotVisible
    if not child:
        return row, (row.waiting or list(row.children))[0]
    one = next((one for one in row.children if str(one.child.pk) == child), None)
    if one is None:
        raise NotVisible
    return row, one


def refused(
    request: FamilyRequest,
    row: FamilyPeriod,
    one: ChildMeeting,
    error: DomainError,
    wished: Wished | None = None,
) -> HttpResponse:
    """The page as it is now with the sentence above; what was marked stays marked."""
    if error.status in (403, 404):
        raise error
    response = page(request, row, one, sentence=str(error.message), wished=wished)
    response.status_code = error.status
    return response


def page(
    request: FamilyRequest,
    row: FamilyPeriod,
    one: ChildMeeting,
    *,
    sentence: str = "",
    wished: Wished | None = None,
) -> HttpResponse:
    """What there is to do or to see for this child."""
    state = _state(request, row, one, is_refused=bool(sentence))
    context = frame_of(request, row, one) | {"state": state, "sentence": sentence}
    if state in ("choose", "wish"):
        context |= _choice(request, row, one, wished)
    if one.slot:
        context |= {"where": where_of(one.slot.lane), "why": why_words(one.slot)}
    return show(request, "guardian/meetings/page.html", MORE, context)


def frame_of(request: FamilyRequest, row: FamilyPeriod, one: ChildMeeting) -> dict[str, Any]:
    """What each of these pages has."""
    query = {name: request.GET[name] for name in ("change", "day") if name in request.GET}
    path = reverse("guardian_meeting", args=[row.period.pk])
    return {
        "row": row,
        "one": one,
        "place": place_of(request, row),
        "may_change": row.may_change(one),
        "own_url": f"{path}?for={one.child.pk}",
        "address": f"{path}?{urlencode({'for': one.child.pk, **query})}",
    }


def place_of(request: FamilyRequest, row: FamilyPeriod) -> Facility:
    """The facility; one of those of today, or it would not have been found."""
    return next(place for place in request.family.facilities if place.pk == row.period.facility_id)


def _state(request: FamilyRequest, row: FamilyPeriod, one: ChildMeeting, *, is_refused: bool) -> str:
    """What the page is about."""
    if one.is_elsewhere:
        return "arranged"
    if one.slot:
        return _of_booked(request, row, one, is_refused=is_refused)
    if row.is_early:
        return "early"
    if row.by_wishes:
        is_written = one.wishes and "change" not in request.GET and not is_refused
        return "wished" if is_written or not row.is_open or not one.may_book else "wish"
    return "over" if not row.is_open else "choose" if one.may_book else "reads"


def _of_booked(request: FamilyRequest, row: FamilyPeriod, one: ChildMeeting, *, is_refused: bool) -> str:
    if not row.may_change(one):
        return "booked"
    return (
        "cancel"
        if "cancel" in request.GET
        else "choose"
        if "change" in request.GET or is_refused
        else "booked"
    )


def _choice(
    request: FamilyRequest, row: FamilyPeriod, one: ChildMeeting, wished: Wished | None
) -> dict[str, Any]:
    saved = {wish.slot_id: str(wish.rank or CANNOT) for wish in one.wishes}
    marks = wished.marks if wished else saved
    times = times_for(row, one, request.user.pk, marks)
    days = days_of(times, place_of(request, row), request.GET.get("day", ""))
    return {"days": days, "near": near_of(row, one, times)}
