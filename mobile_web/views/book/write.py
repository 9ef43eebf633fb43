"""Cells of one entry as they are typed and tapped, on a phone or a tablet, now or when the network is back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from contactbook import services
from contactbook.models import EntryWrite, Side
from contactbook.services import Page, WrittenEach
from facilities.selectors.seen import child_seen, facility_seen
from mobile_web.forms.book import CellsForm
from mobile_web.http import PageRequest


@require_POST
def write(request: PageRequest, side: str, facility: UUID, about: UUID, day: str) -> HttpResponse:
    """`about` is the child, or the class of a journal. A wrong value holds up only itself and is answered by path."""
    page = page_of(request, side, facility, about, day)
    form = CellsForm(request.POST)
    if not form.is_valid():
        message = str(next(iter(form.errors.values()))[0])
        return JsonResponse({"code": "invalid", "saved": False, "message": message}, status=422)
    said = form.cleaned_data
    found = services.write_each(
        actor=request.user, page=page, session=said["session"], writes=said["writes"], at=said["at"]
    )
    return JsonResponse(answer_of(found))


def page_of(request: PageRequest, side: str, facility: UUID, about: UUID, day: str) -> Page:
    """Which entry an address names; who may write there is the service's to say."""
    if side not in Side.values:
        raise Http404
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if not (place := facility_seen(request.user, facility)):
        raise Http404
    if side == Side.CLASS:
        return Page(place, on, side, classroom=get_object_or_404(place.classrooms, pk=about))
    if not (child := child_seen(request.user, about)):
        raise Http404
    return Page(place, on, side, child=child)


def answer_of(found: WrittenEach) -> dict[str, Any]:
    """{"entry", "version", "state", "at", "cells": {path: {"r", "v"}}, "kept": [...], "refused": {path: {...}}}."""
    entry = found.entry
    said: dict[str, Any] = {
        "refused": {path: {"code": e.code, "message": str(e.message)} for path, e in found.refused.items()},
        "kept": [kept_words(row) for row in found.kept],
    }
    if entry is not None:
        cells = {path: {"r": cell["r"], "v": cell["v"]} for path, cell in entry.cells.items()}
        said |= {"entry": entry.pk, "version": entry.version, "state": entry.state, "cells": cells}
        said["at"] = entry.written_at
    return said


def kept_words(row: EntryWrite) -> dict[str, Any]:
    """What waits beside another text, and whose it is."""
    return {"id": row.pk, "path": row.path, "value": row.value, "by": row.actor.name if row.actor else ""}
