"""The forms of an entry: which hold and which come, and the editor with its preview beside it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.errors import DomainError
from contactbook import services
from contactbook.defaults import default_items
from contactbook.editing import KNOWN, MAKEABLE, WITH_OPTIONS
from contactbook.items import Item, items_of
from contactbook.lines import told
from contactbook.models import Band, EntryTemplate, Side
from contactbook.selectors.keeping import SIDES, Form, form_of, forms_of
from contactbook.services.templates import mark_of
from contactbook.sharing import LARGEST, from_file, to_file
from contactbook.words import KINDS, answer_words, label_of
from facilities.clock import today_at
from facilities.models import Facility
from mobile_web.book_samples import sample_cells
from mobile_web.forms.book_office import Draft, FileForm, day_or
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.moments import day_words
from mobile_web.views.office.book_frame import book_page, kept_facility

NAME = "office_book_template"
LIST = "office_book_templates"


@dataclass(frozen=True)
class Row:
    """An item as the editor shows it: its words in place of what it stores."""

    item: Item
    label: str
    usual: str
    kind: str
    answers: tuple[str, ...]
    has_answers: bool
    is_photos: bool


@require_GET
def overview(request: PageRequest, pk: UUID) -> HttpResponse:
    """Every age and both sides."""
    facility = kept_facility(request, pk)
    forms = forms_of(facility, today_at(facility))
    bands = [(band, [_card(form) for form in forms if form.band is band]) for band in Band]
    return book_page(request, "templates", facility, LIST, bands=bands)


@require_http_methods(["GET", "POST"])
def edit(request: PageRequest, pk: UUID, band: str, side: str) -> HttpResponse:
    """The editor. Its buttons move and add on the page alone; only "save" writes."""
    facility, form = _form(request, pk, band, side)
    if request.method != "POST":
        return _editor(request, facility, form, _begun(request, facility, form))
    draft, act = Draft.posted(request.POST), request.POST.get("act", "")
    if act != "save":
        return _editor(request, facility, form, draft.after(act, request.POST.get("new", "")))
    try:
        _save(request, facility, form, draft)
    except DomainError as error:
        return _refused(request, facility, form, draft, error)
    return redirect(LIST, pk)


@require_POST
def take_file(request: PageRequest, pk: UUID, band: str, side: str) -> HttpResponse:
    """A form from elsewhere, put into the editor; nothing is saved by that."""
    facility, form = _form(request, pk, band, side)
    posted = FileForm(request.POST, request.FILES)
    raw = posted.cleaned_data["file"].read(LARGEST + 1) if posted.is_valid() else b""
    draft = Draft(form.items, mark_of(form.rows))
    try:
        draft = Draft(from_file(raw), draft.seen)
    except DomainError as error:
        return _refused(request, facility, form, draft, error)
    return _editor(
        request, facility, form, draft, note=_("This is the form of the file. It holds once it is saved.")
    )


@require_GET
def give_file(request: PageRequest, pk: UUID, band: str, side: str) -> HttpResponse:
    """The form that holds today, to hand on. It has no name of a child or an adult in it."""
    _facility, form = _form(request, pk, band, side)
    response = HttpResponse(to_file(form.items, band, side), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="engawa-{band}-{side}.json"'
    return response


@require_POST
def drop(request: PageRequest, pk: UUID) -> HttpResponse:
    """A form that was to come does not."""
    found = get_object_or_404(EntryTemplate.objects.select_related("facility"), pk=pk)
    kept_facility(request, found.facility_id)
    services.drop_template(actor=request.user, template=found)
    messages.success(request, _("Taken back. The form that holds now goes on."))
    return redirect(LIST, found.facility_id)


def _form(request: PageRequest, pk: UUID, band: str, side: str) -> tuple[Facility, Form]:
    facility = kept_facility(request, pk)
    if band not in Band.values or side not in SIDES:
        raise Http404
    return facility, form_of(facility, Band(band), Side(side), today_at(facility))


def _begun(request: PageRequest, facility: Facility, form: Form) -> Draft:
    """What the editor begins with: what holds, the usual, another age's, or one that is to come."""
    wanted, seen = request.GET.get("from", ""), mark_of(form.rows)
    if wanted == "usual":
        return Draft(default_items(form.band, form.side), seen)
    if wanted in Band.values:
        return Draft(form_of(facility, Band(wanted), form.side, today_at(facility)).items, seen)
    key = uuid_or_none(wanted)
    coming = next((row for row in form.coming if row.pk == key), None)
    return Draft(items_of(coming.items) if coming else form.items, seen)


def _save(request: PageRequest, facility: Facility, form: Form, draft: Draft) -> None:
    day = day_or(request.POST, today_at(facility))
    services.set_template(
        actor=request.user, facility=facility, band=form.band, side=form.side, starts_on=day, items=draft.items,
        seen=draft.seen,
    )  # fmt: skip
    messages.success(request, _("Saved. It holds from %(day)s.") % {"day": day_words(day)})


def _refused(
    request: PageRequest, facility: Facility, form: Form, draft: Draft, error: DomainError
) -> HttpResponse:
    if error.status in (403, 404):
        raise error
    return _editor(request, facility, form, draft, status=error.status, refusal=str(error.message))


def _editor(
    request: PageRequest, facility: Facility, form: Form, draft: Draft, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The whole page, or for a script only what a button changed."""
    today = today_at(facility)
    context |= {
        "form": form,
        "rows": [_row(item) for item in draft.items],
        "seen": draft.seen,
        "starts_on": day_or(request.POST, today) if request.POST else _first_day(request, form, today),
        "today": today,
        "others": [band for band in Band if band is not form.band],
        **_offered(draft),
        **_preview(draft.items, today),
    }
    if request.htmx:
        return render(request, "office/book/template_draft.html", context, status=status)
    return book_page(request, "template", facility, LIST, status=status, **context)


def _first_day(request: PageRequest, form: Form, today: date) -> date:
    key = uuid_or_none(request.GET.get("from", ""))
    return next((row.starts_on for row in form.coming if row.pk == key), today)


def _offered(draft: Draft) -> dict[str, Any]:
    there = {item.key for item in draft.items}
    known = [(key, label_of(item)) for key, item in KNOWN.items() if key not in there]
    return {"known": known, "kinds": [(kind, KINDS[kind]) for kind in MAKEABLE]}


def _preview(items: tuple[Item, ...], today: date) -> dict[str, Any]:
    """How it is written and how it is read."""
    return {
        "told": told(items, sample_cells(items)),
        "today_words": day_words(today),
        "has_photos": any(item.kind == "photos" for item in items),
    }


def _row(item: Item) -> Row:
    answers = tuple(answer_words(one) for one in item.options)
    usual = label_of(Item(item.key, item.kind)) if item.key in KNOWN else ""
    return Row(
        item, item.label or usual, usual, str(KINDS[item.kind]) if item.kind in KINDS else "", answers,
        item.kind in WITH_OPTIONS, item.kind == "photos",
    )  # fmt: skip


def _card(form: Form) -> dict[str, Any]:
    return {"form": form, "labels": [label_of(item) for item in form.items]}
