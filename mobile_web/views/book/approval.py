"""Approval: what families will read, exactly as they will read it; let go, given back, or taken back again."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.errors import DomainError
from contactbook import services
from contactbook.models import State
from contactbook.policies import require_approver
from contactbook.selectors.approval import to_approve
from facilities.models import Facility
from mobile_web.forms.book_office import GiveBackForm
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.placed import Kind, marks_for_staff
from mobile_web.views.book.entry_words import Card, card_of
from mobile_web.views.book.frame import staff_page
from mobile_web.views.office.frame import place_of

NAME = "book_approval"


@require_GET
def approval(request: PageRequest) -> HttpResponse:
    """All that waits, class by class; a region that looks again gets what moves."""
    facility = approved_facility(request)
    entries = list(to_approve(request.user, facility))
    placed = marks_for_staff(request, request.user, Kind.ENTRY, [entry.pk for entry in entries])
    cards = [card_of(entry, placed.get(entry.pk, ())) for entry in entries]
    waiting = [card for card in cards if card.entry.state == State.WAITING]
    context: dict[str, Any] = {
        "facility": facility,
        "groups": _by_class(waiting),
        "count": len(waiting),
        "approved": [card for card in cards if card.entry.state == State.READY],
    }
    if request.htmx:
        return render(request, "book/approval_live.html", context)
    return staff_page(request, "approval", **context)


@require_POST
def approve(request: PageRequest) -> HttpResponse:
    """One, or all of a class that stood on the page, each in the version that was read."""
    facility = approved_facility(request)
    asked = _marks(request.POST.getlist("entry"))
    seen = set(to_approve(request.user, facility).filter(pk__in=asked).values_list("pk", flat=True))
    sent = services.approve_entries(
        actor=request.user, facility=facility, entries=[(pk, asked[pk]) for pk in seen]
    )
    done = len(sent.published) + len(sent.ready)
    if done:
        said = ngettext("%(n)s page approved.", "%(n)s pages approved.", done) % {"n": done}
        messages.success(request, said)
    if done < len(asked):
        messages.info(request, _("What changed meanwhile, or was decided by a colleague, was left as it is."))
    return redirect(NAME)


@require_POST
def unapprove(request: PageRequest, pk: UUID) -> HttpResponse:
    """Taken back before any family reads it."""
    facility = approved_facility(request)
    entry = get_object_or_404(to_approve(request.user, facility), pk=pk)
    if services.unapprove_entries(actor=request.user, facility=facility, entries=[entry.pk]):
        messages.success(request, _("The approval is taken back. No family reads it."))
    return redirect(NAME)


@require_http_methods(["GET", "POST"])
def give_back(request: PageRequest, pk: UUID) -> HttpResponse:
    """Back to the writer with a sentence."""
    facility = approved_facility(request)
    entry = get_object_or_404(to_approve(request.user, facility), pk=pk)
    if request.method != "POST":
        return staff_page(request, "give_back", card=card_of(entry))
    form = GiveBackForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    try:
        services.give_back(actor=request.user, entry=entry, answer=answer)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        said = {"refusal": str(error.message), "typed": request.POST.get("answer", "")}
        return staff_page(request, "give_back", error.status, card=card_of(entry), **said)
    messages.success(request, _("Given back. The writer reads your sentence."))
    return redirect(NAME)


def approved_facility(request: PageRequest) -> Facility:
    """The place whose pages she approves; refused to its other staff."""
    place = place_of(request.user)
    if place.facility is None:
        raise Http404
    require_approver(request.user, place.facility)
    return place.facility


def _marks(texts: list[str]) -> dict[UUID, int]:
    """Entry and version of each mark; nonsense is none."""
    found = {}
    for text in texts:
        key, _colon, version = text.partition(":")
        if (pk := uuid_or_none(key)) and version.isdecimal() and len(version) < 9:
            found[pk] = int(version)
    return found


def _by_class(cards: list[Card]) -> list[tuple[Any, list[Card]]]:
    return [(room, list(found)) for room, found in groupby(cards, key=lambda card: card.entry.classroom)]
