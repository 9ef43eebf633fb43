"""What is done with a class's pages: two texts settled, pages let go, homes' pages opened, notes among staff."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from backend.errors import DomainError, NotVisible
from backend.ids import uuid7
from contactbook import services
from contactbook.items import items_of, missing_in
from contactbook.models import Entry, EntryWrite, Side, StaffNote
from contactbook.policies import require_publisher
from contactbook.selectors.notes import notes_of
from contactbook.services.publishing import Sent
from contactbook.words import label_of
from facilities.models import Child, Classroom
from facilities.selectors.board import classrooms_of
from mobile_web.forms.book_acts import ChildrenForm, NoteForm, SettleForm
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.moments import clock_words
from mobile_web.rooms import tablet_shell, workplace_of
from mobile_web.views.teacher.book import BOOK, day_in, room_of


@require_POST
def settle(request: PageRequest, write: UUID) -> HttpResponse:
    """One of two texts, or both in one."""
    entries = Entry.objects.read_by_staff(request.user)
    row = get_object_or_404(
        EntryWrite.objects.select_related("entry__classroom"), pk=write, entry__in=entries
    )
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _invalid(form)
    try:
        services.settle_write(actor=request.user, write=row, **form.cleaned_data)
    except DomainError as error:
        return JsonResponse(error.answer(), status=error.status)
    return JsonResponse({"saved": True})


@require_POST
def publish(request: PageRequest, classroom: UUID) -> HttpResponse:
    """The pages of these children, as the facility's settings say."""
    room = _room(request, classroom)
    require_publisher(request.user, room)
    day = day_in(request, room)
    rows = Entry.objects.read_by_staff(request.user).filter(classroom=room, day=day, side=Side.NURSERY)
    form = ChildrenForm(request.POST, list(rows.values_list("child", flat=True)))
    if not form.is_valid():
        return _invalid(form)
    wanted = rows.filter(child__in=form.cleaned_data["child"]).values_list("pk", flat=True)
    try:
        sent = services.publish_entries(actor=request.user, facility=room.facility, entries=list(wanted))
    except DomainError as error:
        return JsonResponse(error.answer(), status=error.status)
    return JsonResponse({"saved": True, "message": _sentence(sent)})


@require_POST
def seen(request: PageRequest) -> HttpResponse:
    """She has homes' pages open before her."""
    named = [*request.POST.getlist("entry"), *request.GET.getlist("entry")]
    wanted = [found for text in named if (found := uuid_or_none(text))]
    services.read_entries(actor=request.user, entries=wanted)
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def notes(request: PageRequest, classroom: UUID, child: UUID) -> HttpResponse:
    """Notes among staff about a child: a sheet of its own, with a look of its own."""
    room = _room(request, classroom)
    pupil = get_object_or_404(Child.objects.visible_to(request.user), pk=child)
    day = day_in(request, room)
    form = NoteForm(request.POST or None, initial={"id": uuid7()})
    if "strike" in request.POST:
        return _strike(request, room, pupil)
    if form.is_valid():
        return _note(request, room, pupil, day, form)
    rows = notes_of(request.user, pupil, room.facility, day)
    context: dict[str, Any] = {"room": room, "child": pupil, "day": day, "notes": rows, "form": form}
    if request.headers.get("X-Requested-With") == "sheet":
        return render(request, "teacher/book/notes_sheet.html", context)
    place = workplace_of(request.user)
    context["shell"] = tablet_shell(request, place, BOOK) if place else None
    return render(request, "teacher/book/notes.html", context, status=422 if form.errors else 200)


def _note(request: PageRequest, room: Classroom, child: Child, day: date, form: NoteForm) -> HttpResponse:
    said = form.cleaned_data
    services.write_note(
        actor=request.user, facility=room.facility, child=child, day=day,
        text=said["text"], id=said["id"] or uuid7(),
    )  # fmt: skip
    return _noted(request)


def _strike(request: PageRequest, room: Classroom, child: Child) -> HttpResponse:
    rows = StaffNote.objects.visible_to(request.user).filter(facility=room.facility_id, child=child)
    note = get_object_or_404(rows, pk=uuid_or_none(request.POST["strike"]))
    services.strike_note(actor=request.user, note=note)
    return _noted(request)


def _noted(request: PageRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "outbox":
        return HttpResponse(status=204)
    return redirect(request.get_full_path())


def _room(request: PageRequest, pk: UUID) -> Classroom:
    room = room_of(request, classrooms_of(request.user), pk)
    if room is None:
        raise NotVisible
    return room


def _invalid(form: Any) -> HttpResponse:
    message = str(next(iter(form.errors.values()))[0])
    return JsonResponse({"code": "invalid", "saved": False, "message": message}, status=422)


def _sentence(sent: Sent) -> str:
    """What became of them, each with its number; what is lacking by name."""
    said = [*_gone(sent), *map(_lacking, sent.incomplete)]
    return " ".join(said) or _("Nothing was left to be let go.")


def _gone(sent: Sent) -> list[str]:
    now, later, asked = len(sent.published), len(sent.ready), len(sent.waiting)
    at = clock_words(sent.ready[0].publish_at) if sent.ready and sent.ready[0].publish_at else ""
    with_family = ngettext("%(n)s page is with its family.", "%(n)s pages are with their families.", now)
    at_hour = ngettext("%(n)s page goes at %(time)s.", "%(n)s pages go at %(time)s.", later)
    for_approval = ngettext("%(n)s page waits for approval.", "%(n)s pages wait for approval.", asked)
    words = ((now, with_family), (later, at_hour), (asked, for_approval))
    return [sentence % {"n": n, "time": at} for n, sentence in words if n]


def _lacking(row: Entry) -> str:
    lacks = "、".join(label_of(one) for one in missing_in(items_of(row.template.items), row.cells))
    return _("%(child)s still lacks: %(items)s.") % {"child": row.child, "items": lacks}
