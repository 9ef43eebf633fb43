"""What every office page begins with: the frame of the person's room, and the notice she may open."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import User
from facilities.policies import facilities_to_call, require_sender
from mobile_web.http import PageRequest
from mobile_web.rooms import TABLET_ROLES, Workplace, office_shell, tablet_shell, workplace_of
from mobile_web.tablets import device_in
from notices.models import Notice
from notices.selectors.desk import followed_by


def place_of(user: User) -> Workplace:
    """Where she works; for everybody else there is no office."""
    place = workplace_of(user)
    if place is None:
        raise Http404
    return place


def page(
    request: PageRequest,
    template: str,
    current: str,
    *,
    status: int = 200,
    place: Workplace | None = None,
    **context: Any,
) -> HttpResponse:
    """A whole page in her room; `current` is the place in the rail."""
    place = place or place_of(request.user)
    frame = tablet_shell if place.post.role in TABLET_ROLES else office_shell
    context |= {"shell": frame(request, place, current), "place": place}
    return render(request, template, context, status=status)


def either_shell(request: PageRequest, *, tablet: str, office: str) -> dict[str, Any]:
    """`frame` and `shell` of a page of both rooms: teachers and shared tablets see it in theirs, others on the PC."""
    place = place_of(request.user)
    if device_in(request) or place.post.role in TABLET_ROLES:
        return {"frame": "shells/tablet.html", "shell": tablet_shell(request, place, tablet)}
    return {"frame": "shells/pc.html", "shell": office_shell(request, place, office)}


def own_notice(request: PageRequest, pk: UUID) -> Notice:
    """A notice she may work on."""
    rows = Notice.objects.managed_by(request.user).select_related(
        "organisation", "facility", "published_by", "author"
    )
    return get_object_or_404(rows, pk=pk)


def notice_to_change(request: PageRequest, pk: UUID) -> Notice:
    """A notice she has authority over; refused before a form is read, so that a refusal never shows the composer.

    What asks for something is written and sent on the page of what it asks.
    """
    notice = own_notice(request, pk)
    if notice.asks:
        raise Http404
    require_sender(request.user, notice.organisation_id, notice.facility_id)
    return notice


def followed_notice(request: PageRequest, pk: UUID) -> Notice:
    """A notice whose reach she may follow."""
    return get_object_or_404(followed_by(request.user), pk=pk)


def phoned_notice(request: PageRequest, pk: UUID) -> Notice:
    """A notice about whose households she may phone; for who only reads there is no call list."""
    notice = followed_notice(request, pk)
    if facilities_to_call(request.user, notice.organisation_id) == []:
        raise Http404
    return notice
