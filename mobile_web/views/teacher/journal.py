"""The class journal: one text and photos for all families of a class; two tablets merge in it as in an entry."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.errors import DomainError
from backend.ids import uuid7
from backend.images import MOST_BYTES
from contactbook import services
from contactbook.merge import CellWrite
from contactbook.models import Entry, Side, State
from contactbook.policies import may_publish, require_class_writer
from contactbook.services import Page
from contactbook.services.publishing import Sent
from contactbook.services.writing import kept_in
from facilities.clock import today_at
from facilities.models import Classroom
from facilities.selectors.board import classrooms_of
from mobile_web.forms.book_office import JournalForm
from mobile_web.http import PageRequest
from mobile_web.views.book.entry_words import card_of
from mobile_web.views.office.frame import either_shell, place_of
from mobile_web.views.teacher.journal_data import journal_data

NAME = "teacher_journal"


@require_http_methods(["GET", "POST"])
def journal(request: PageRequest, classroom: UUID) -> HttpResponse:
    """Today's text; saving never writes over a colleague's, publishing goes the way of every page."""
    room = written_class(request, classroom)
    if request.method != "POST":
        return _page(request, room)
    form = JournalForm(request.POST)
    if not form.is_valid():
        return _page(
            request, room, 422, refusal=_("This page is damaged. Nothing was saved; please open it again.")
        )
    try:
        _done(request, room, form.cleaned_data)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _page(request, room, error.status, refusal=str(error.message), typed=form.cleaned_data["text"])
    return redirect(NAME, room.pk)


def written_class(request: PageRequest, pk: UUID) -> Classroom:
    """A class she writes for."""
    place_of(request.user)
    room = next((one for one in classrooms_of(request.user) if one.pk == pk), None)
    if room is None:
        raise Http404
    require_class_writer(request.user, room)
    return room


def _done(request: PageRequest, room: Classroom, said: dict[str, Any]) -> None:
    page = Page(room.facility, today_at(room.facility), Side.CLASS, classroom=room)
    if said["act"] == "settle":
        return _settle(request, room, said)
    write = CellWrite("note", said["text"], base=said["base"], sequence=1)
    found = services.write_cells(actor=request.user, page=page, session=said["session"], writes=[write])
    if found.kept:
        messages.info(request, _("A colleague has written here too. Both texts are kept; put them together."))
    elif said["act"] == "publish":
        _publish(request, room, found.entry)
    else:
        messages.success(request, _("Saved."))
    return None


def _settle(request: PageRequest, room: Classroom, said: dict[str, Any]) -> None:
    """The text on the page stands; the other one stays on record."""
    entry = _entry(room)
    base = said["base"]
    for write in kept_in(entry) if entry else ():
        entry = services.settle_write(actor=request.user, write=write, value=said["text"], base=base)
        base = entry.version
    messages.success(request, _("Saved."))


def _publish(request: PageRequest, room: Classroom, entry: Entry) -> None:
    sent = services.publish_entries(actor=request.user, facility=room.facility, entries=[entry.pk])
    tell = messages.info if sent.incomplete else messages.success
    tell(request, _sentence(sent))


def _sentence(sent: Sent) -> str:
    if sent.incomplete:
        return _("The journal has no text yet. It stays a draft.")
    if sent.waiting:
        return _("It waits for approval.")
    return _("It goes to families at the hour of the facility.") if sent.ready else _("Families read it now.")


def _entry(room: Classroom) -> Entry | None:
    rows = Entry.objects.filter(classroom=room, side=Side.CLASS, day=today_at(room.facility))
    return rows.select_related("template", "facility", "classroom").first()


def _page(request: PageRequest, room: Classroom, status: int = 200, **said: Any) -> HttpResponse:
    entry = _entry(room)
    context = {"room": room, "day": today_at(room.facility), "entry": entry, **_shown(entry), **said}
    context["may_publish"] = may_publish(request.user, room)
    if not context["is_published"]:
        context["data"] = journal_data(request, room, entry, context["kept"])
    context |= either_shell(request, tablet="teacher_books", office="office_book")
    return render(request, "teacher/journal.html", context, status=status)


def _shown(entry: Entry | None) -> dict[str, Any]:
    """What stands there, and new names for what is sent from this page."""
    note = entry.cells.get("note", {}) if entry else {}
    return {
        "kept": kept_in(entry) if entry else (),
        "is_published": bool(entry and entry.state == State.PUBLISHED),
        "card": card_of(entry) if entry else None,
        "text": note.get("v") or "",
        "base": note.get("r", 0),
        "session": uuid4(),
        "upload": uuid7(),
        "photos_most": MOST_BYTES,
        "readings": entry.readings.select_related("user").order_by("read_at") if entry else (),
    }
