"""A home's page of the contact book: this morning on a telephone, in less than twenty seconds."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.errors import DomainError, NotVisible
from backend.images import MOST_BYTES
from contactbook import services
from contactbook.items import item_at, items_of
from contactbook.models import Entry, EntryWrite, Side
from contactbook.piyolog import cells_of, decoded, read
from contactbook.services import Page
from facilities.clock import today_at
from mobile_web.forms.book import HomeForm
from mobile_web.http import FamilyRequest
from mobile_web.views.book.home_fields import cells_in, was_in, writes_of
from mobile_web.views.book.home_page import is_writable, panels_of
from mobile_web.views.book.home_panel import Panel, Typed, address_of
from mobile_web.views.book.morning import Morning, refusal_of, send_morning
from mobile_web.views.guardian.frame import for_guardians, show
from mobile_web.views.guardian.report_page import asked_of

BOOK = "guardian_book"
LARGEST = 200_000


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def write(request: FamilyRequest) -> HttpResponse:
    """All her children's pages of a day; one of them is sent at a time."""
    if request.method == "POST":
        return _posted(request)
    return _page(request, _asked_day(request), request.GET.get("child", ""), {})


@require_POST
@for_guardians
def settle(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Two telephones of one home wrote one text: the first, the second, or both."""
    entries = Entry.objects.read_by_family(request.user).filter(side=Side.HOME)
    kept = get_object_or_404(EntryWrite.objects.select_related("entry"), pk=pk, entry__in=entries)
    cell = kept.entry.cells.get(kept.path, {})
    choices = {"first": cell.get("v"), "second": kept.value, "both": f"{cell.get('v') or ''}\n{kept.value}"}
    wanted = request.POST.get("stands", "first")
    is_text = item_at(items_of(kept.entry.template.items), kept.path).kind in ("text", "line")
    value = choices.get(wanted if is_text or wanted != "both" else "first", cell.get("v"))
    services.settle_write(actor=request.user, write=kept, value=value, base=cell.get("r", 0))
    return redirect(address_of(request.family, kept.entry.child_id, kept.entry.day))


def _posted(request: FamilyRequest) -> HttpResponse:
    asked_of(request.family)
    form = HomeForm(request.POST, request.FILES)
    if not form.is_valid():
        raise DomainError(str(next(iter(form.errors.values()))[0]), code="damaged")
    said = form.cleaned_data
    panel = _panel_of(request, said)
    typed = _typed(panel, request.POST, said)
    if said["act"] == "paste":
        return _pasted(request, panel, typed, form)
    return _sent(request, panel, typed)


def _typed(panel: Panel, data: QueryDict, said: dict[str, Any]) -> Typed:
    return Typed(
        said=cells_in(panel.filled.items, data),
        was=was_in(said["was"]),
        coming=said["coming"],
        session=said["session"],
        sequence=(said["sequence"] or 0) + 1,
    )


def _sent(request: FamilyRequest, panel: Panel, typed: Typed) -> HttpResponse:
    try:
        sent = send_morning(actor=request.user, morning=_morning(panel, typed))
    except DomainError as error:
        if error.status not in (409, 422):
            raise
        typed.error = str(error.message)
        return _again(request, panel, typed, error.status)
    if refusal := refusal_of(sent):
        typed.refused, typed.error = sent.written.refused, str(refusal.message)
        return _again(request, panel, typed, 422)
    messages.success(request, _("Sent. Your nursery has it."))
    return redirect(_next(request, panel))


def _morning(panel: Panel, typed: Typed) -> Morning:
    seat = panel.seat
    page = Page(seat.facility, panel.day, Side.HOME, child=seat.child)
    reason = "" if typed.coming == "here" else typed.coming
    writes = writes_of(panel.filled.items, typed.said, typed.was or {}, typed.sequence)
    if reason or panel.report:
        writes = [one for one in writes if not one.is_suggestion]  # she did not see them
    return Morning(page, typed.session, writes, reason, stays_home=panel.report is not None)


def _pasted(request: FamilyRequest, panel: Panel, typed: Typed, form: HomeForm) -> HttpResponse:
    """The fields as they were, with what the app noted in them; nothing is saved yet."""
    file = form.cleaned_data["piyolog_file"]
    text = decoded(file.read(LARGEST)) if file else form.cleaned_data["piyolog"]
    noted = read(text, panel.day)
    cells = cells_of(panel.filled.items, noted)
    filled = {path.partition("/")[0] for path in cells if "/" in path}
    kept = {path: raw for path, raw in typed.said.items() if path.partition("/")[0] not in filled}
    typed.said = kept | {path: _merged(kept.get(path), value) for path, value in cells.items()}
    typed.left, typed.whose = noted.left, noted.name
    typed.error = "" if cells else _("Nothing in this text fits the form. Nothing was changed.")
    return _again(request, panel, typed, 200)


def _merged(known: Any, value: Any) -> Any:
    """A meal keeps how much was eaten."""
    if isinstance(known, dict) and isinstance(value, dict):
        return {**known, **{part: one for part, one in value.items() if one not in ("", None)}}
    return value


def _panel_of(request: FamilyRequest, said: dict[str, Any]) -> Panel:
    """The child this form is about; a day too far away is not taken."""
    panels = panels_of(request, said["day"], {})
    key = f"{said['child']}.{said['facility']}"
    panel = next((one for one in panels if one.key == key), None)
    if panel is None:
        raise NotVisible
    if not is_writable(said["day"], today_at(panel.seat.facility)):
        raise DomainError(_("This page is of another week. Nothing was saved."), code="day")
    return panel


def _asked_day(request: FamilyRequest) -> date | None:
    """Today, or the day after for who writes in the evening."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if is_writable(day, request.family.day) else None


def _next(request: FamilyRequest, panel: Panel) -> str:
    """On to the sister or brother whose page has not gone yet."""
    panels = panels_of(request, panel.day, {})
    waiting = [one for one in panels if not one.is_sent and one.key != panel.key]
    return address_of(request.family, (waiting[0] if waiting else panel).seat.child.pk, panel.day)


def _again(request: FamilyRequest, panel: Panel, typed: Typed, status: int) -> HttpResponse:
    """The form as it came, with what is to be said about it."""
    return _page(request, panel.day, str(panel.seat.child.pk), {panel.key: typed}, status)


def _page(
    request: FamilyRequest, day: date | None, child: str, typed: dict[str, Typed], status: int = 200
) -> HttpResponse:
    panels = panels_of(request, day, typed)
    current = next((one for one in panels if str(one.seat.child.pk) == child), None)
    current = current or next((one for one in panels if not one.is_sent), panels[0])
    context = {
        "panels": panels,
        "current": current,
        "day": current.day,
        "zone": current.seat.facility.time_zone,
        "today": today_at(current.seat.facility),
        "photos_most": MOST_BYTES,
    }
    response = show(request, "guardian/book/write.html", BOOK, context)
    response.status_code = status
    return response
