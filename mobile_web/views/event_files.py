"""A menu or a newsletter, opened by a family or at work."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from backend import files
from mobile_web.http import PageRequest
from surveys.models import EventFile


@require_safe
def show(request: PageRequest, pk: UUID) -> HttpResponse:
    """To who sees its event at this moment; a copy on her device asks again each time."""
    file = get_object_or_404(EventFile.objects.visible_to(request.user), pk=pk)
    etag = quote_etag(file.sha256)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = files.read(file.path)
        if content is None:
            raise Http404
        response = HttpResponse(content, content_type=file.content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = content_disposition_header(False, file.name) or "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
