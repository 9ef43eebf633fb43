"""One file on its way into the roster: its columns, what each row would change, and the one next step."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from facilities.models import RosterImport
from facilities.policies import audit
from facilities.rosters.tables import FORMATS, table_file
from facilities.selectors.rosters import rosters_kept_by, rows_in_order
from facilities.services import rosters
from mobile_web.forms.rosters import version_of
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page
from mobile_web.views.office.roster_context import AT_WORK, roster_context
from mobile_web.views.office.roster_lines import line_of
from mobile_web.views.office.rosters import NAV, download


def own_roster(request: PageRequest, pk: UUID) -> RosterImport:
    """An import of a place whose roster she keeps."""
    return get_object_or_404(rosters_kept_by(request.user), pk=pk)


@require_GET
def roster(request: PageRequest, pk: UUID) -> HttpResponse:
    """The dry run, a hundred rows at a time."""
    found = own_roster(request, pk)
    context = roster_context(request.user, found, request.GET)
    return page(request, "office/roster.html", NAV, **context)


@require_GET
def now(request: PageRequest, pk: UUID) -> HttpResponse:
    """How far reading or applying has come; once it is done the page loads itself again."""
    found = own_roster(request, pk)
    response = render(request, "office/roster_progress.html", {"roster": found})
    if found.state not in AT_WORK:
        response["HX-Refresh"] = "true"
    return response


@require_GET
def results(request: PageRequest, pk: UUID) -> HttpResponse:
    """All rows with their results as xlsx, to correct the file beside it."""
    found = own_roster(request, pk)
    audit(
        request.user,
        "roster.results",
        "roster",
        pk,
        organisation=found.organisation_id,
        facility=found.facility_id,
    )
    headings = [_("Row"), _("Child"), _("Result"), _("What changes"), _("What is wrong")]
    return download(table_file("xlsx", headings, _result_rows(found)), FORMATS["xlsx"], "results.xlsx")


@require_POST
def columns(request: PageRequest, pk: UUID) -> HttpResponse:
    """Other columns: everything is checked again."""
    rosters.choose_mapping(
        actor=request.user, roster=own_roster(request, pk), mapping=request.POST.getlist("column")
    )
    return redirect("office_roster", pk)


@require_POST
def leave(request: PageRequest, pk: UUID, number: int) -> HttpResponse:
    """Without this row."""
    rosters.leave_row_out(actor=request.user, roster=own_roster(request, pk), number=number)
    return _back_to(request, pk)


@require_POST
def back(request: PageRequest, pk: UUID, number: int) -> HttpResponse:
    """With this row after all."""
    rosters.put_row_back(actor=request.user, roster=own_roster(request, pk), number=number)
    return _back_to(request, pk)


@require_POST
def ask(request: PageRequest, pk: UUID) -> HttpResponse:
    """Done looking."""
    rosters.ask_approval(
        actor=request.user,
        roster=own_roster(request, pk),
        version=version_of(request.POST.dict()),
        leave_errors=bool(request.POST.get("leave_errors")),
    )
    return redirect("office_roster", pk)


@require_POST
def approve(request: PageRequest, pk: UUID) -> HttpResponse:
    """The second person says yes."""
    rosters.approve_roster(
        actor=request.user, roster=own_roster(request, pk), version=version_of(request.POST.dict())
    )
    return redirect("office_roster", pk)


@require_POST
def undo(request: PageRequest, pk: UUID) -> HttpResponse:
    """As it was before."""
    rosters.undo_roster(actor=request.user, roster=own_roster(request, pk))
    return redirect("office_roster", pk)


@require_POST
def discard(request: PageRequest, pk: UUID) -> HttpResponse:
    """Away with the file."""
    rosters.discard_roster(actor=request.user, roster=own_roster(request, pk))
    return redirect("office_roster_imports")


def _back_to(request: PageRequest, pk: UUID) -> HttpResponse:
    """To the same filter and page."""
    query = QueryDict(mutable=True)
    query.update({name: request.POST[name] for name in ("show", "after") if request.POST.get(name)})
    response = redirect("office_roster", pk)
    if query:
        response["Location"] += f"?{query.urlencode()}"
    return response


def _result_rows(found: RosterImport) -> Iterator[list[str]]:
    rows: Any = rows_in_order(found, "review").order_by("number")
    for row in rows.iterator(chunk_size=1_000):
        line = line_of(row, {})
        changes = "、".join(f"{one.label}: {one.before} → {one.after}" for one in line.changes)
        wrong = " ".join(said for said, _advice in line.problems)
        yield [str(line.number), line.name, str(line.word), changes or line.summary, wrong]
