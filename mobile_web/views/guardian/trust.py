"""Who looked at my child, and everything of my family to take home."""

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from facilities import services
from facilities.selectors.looks import looks_of
from mobile_web import takeout
from mobile_web.http import FamilyRequest, uuid_or_none
from mobile_web.views.guardian.frame import for_guardians, show

PAGE = 50


@require_safe
@for_guardians
def looked(request: FamilyRequest) -> HttpResponse:
    """Newest first, a page at a time."""
    looks = looks_of(request.family, before=uuid_or_none(request.GET.get("before", "")), limit=PAGE + 1)
    older = looks[PAGE - 1].id if len(looks) > PAGE else None
    context = {"looks": looks[:PAGE], "older": older}
    return show(request, "guardian/looked.html", "guardian_more", context)


@require_safe
@for_guardians
def take_home(request: FamilyRequest) -> HttpResponse:
    """What is in it, and the button."""
    return show(request, "guardian/takeout.html", "guardian_more", {})


@require_POST
@for_guardians
def take_home_file(request: FamilyRequest) -> HttpResponseBase:
    """The ZIP; that it was taken stands in the audit."""
    services.note_takeout(actor=request.user)
    file = takeout.family_zip(request.family)
    name = takeout.file_name(timezone.localtime())
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
