"""The roster: children by class, and one child's page. The central office finds counts instead of names."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from attendance.policies import may_keep_health
from attendance.selectors.allergies import allergies_of
from attendance.selectors.contracts import contracts_seen_by
from facilities.models import Child
from facilities.policies import audit, require_keeper_of
from facilities.selectors.child_page import child_page
from facilities.selectors.requests import asking, requests_to_decide
from facilities.selectors.roster import Asked, counts_by_class, is_central, roster
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.views.office.frame import page, place_of

ROSTER = "office_children"


@require_GET
def children(request: PageRequest) -> HttpResponse:
    """Fifty at a time, by reading."""
    place = place_of(request.user)
    if is_central(request.user):
        counts = counts_by_class(request.user)
        return page(request, "office/families/counts.html", ROSTER, place=place, counts=counts)
    asked = _asked(request)
    return page(
        request,
        "office/families/children.html",
        ROSTER,
        place=place,
        roster=roster(request.user, asked),
        asked=asked,
        waiting=requests_to_decide(request.user).count(),
    )


@require_GET
def child(request: PageRequest, pk: UUID) -> HttpResponse:
    """Everything staff may know of the family; the look is written down."""
    place = place_of(request.user)
    found = own_child(request, pk)
    facts = child_page(found)
    audit(request.user, "child.look", "child", pk, organisation=found.organisation_id, child=found)
    waiting = requests_to_decide(request.user).filter(child=found)
    return page(
        request,
        "office/families/child.html",
        ROSTER,
        place=place,
        child=found,
        facts=facts,
        today=timezone.localdate(),
        age=age_of(found.born_on),
        may_keep=is_keeper_of(request, found),
        may_keep_health=may_keep_health(request.user, found),
        allergies=allergies_of([pk]).get(pk, ()),
        contracts=contracts_seen_by(request.user, found),
        waiting=[asking(row, request.user) for row in waiting],
    )


def own_child(request: PageRequest, pk: UUID) -> Child:
    """A child whose family she looks after."""
    return get_object_or_404(Child.objects.on_roster_of(request.user), pk=pk)


def kept_child(request: PageRequest, pk: UUID) -> Child:
    """A child whose family she keeps; others who see the page are refused before a form is read."""
    found = own_child(request, pk)
    require_keeper_of(request.user, found)
    return found


def is_keeper_of(request: PageRequest, found: Child) -> bool:
    """May she change anything on this page?"""
    return Child.objects.kept_by(request.user).filter(pk=found.pk).exists()


def age_of(born_on: date) -> tuple[int, int]:
    """Full years and months."""
    today = timezone.localdate()
    months = (today.year - born_on.year) * 12 + today.month - born_on.month - (today.day < born_on.day)
    return divmod(max(0, months), 12)


def _asked(request: PageRequest) -> Asked:
    given = request.GET
    return Asked(
        given.get("q", "").strip()[:60],
        uuid_or_none(given.get("class", "")),
        given.get("mark", ""),
        uuid_or_none(given.get("after", "")),
    )
