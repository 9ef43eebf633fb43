"""The rosters somebody keeps: files on their way in, the last imports, and the roster as a file."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from backend.errors import DomainError, NotAllowed
from facilities.models import RosterImport
from facilities.rosters.tables import FORMATS
from facilities.selectors.rosters import Kept, places_kept_by, rosters_kept_by
from facilities.services import rosters
from mobile_web.forms.rosters import ExportForm, UploadForm
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page, place_of

PAGE = 20
NAV = "office_children"
State = RosterImport.State


@require_GET
def imports(request: PageRequest) -> HttpResponse:
    """What waits for her, the last files, and where to drop the next."""
    return _page(request, _kept(request))


@require_POST
def upload(request: PageRequest) -> HttpResponse:
    """Bring a file; reading it begins at once."""
    kept = _kept(request)
    form = UploadForm(kept, request.POST, request.FILES)
    if not form.is_valid() or kept.organisation is None:
        return _page(request, kept, form, status=422)
    file = form.cleaned_data["file"]
    try:
        roster = rosters.upload_roster(
            actor=request.user,
            organisation=kept.organisation,
            facility=form.facility,
            file_name=file.name,
            content=file.read(),
            starts_on=form.cleaned_data["starts_on"],
        )
    except DomainError as error:
        form.add_error(None, str(error.message))
        return _page(request, kept, form, status=error.status)
    return redirect("office_roster", roster.pk)


@require_GET
def export(request: PageRequest) -> HttpResponse:
    """The roster as xlsx or CSV; written down for every child."""
    kept = _kept(request)
    form = ExportForm(kept, request.GET)
    if not form.is_valid() or kept.organisation is None:
        return _page(request, kept, status=422)
    kind = form.cleaned_data["kind"]
    content = rosters.export_roster(
        actor=request.user, organisation=kept.organisation, facility=form.facility, kind=kind
    )
    name = f"roster-{timezone.localdate():%Y%m%d}.{'xlsx' if kind == 'xlsx' else 'csv'}"
    return download(content, FORMATS[kind], name)


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file that is kept nowhere on its way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _kept(request: PageRequest) -> Kept:
    """The places whose rosters she keeps; for strangers there is no page, other staff are refused."""
    place_of(request.user)
    kept = places_kept_by(request.user)
    if kept.organisation is None:
        raise NotAllowed
    return kept


def _page(
    request: PageRequest, kept: Kept, form: UploadForm | None = None, *, status: int = 200
) -> HttpResponse:
    seen = rosters_kept_by(request.user)
    waiting = seen.filter(state=State.WAITING).exclude(created_by=request.user).order_by("-created_at")
    return page(
        request,
        "office/rosters.html",
        NAV,
        status=status,
        form=form or UploadForm(kept),
        export_form=ExportForm(kept),
        waiting=list(waiting[:PAGE]),
        rosters=list(seen.exclude(state=State.DISCARDED).order_by("-created_at")[:PAGE]),
    )
