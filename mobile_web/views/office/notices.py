"""The list of notices: what waits, what is being written, what was sent."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from facilities.policies import may_send
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.views.office.frame import followed_notice, page, place_of
from mobile_web.views.office.survey_frame import page_of
from notices import services
from notices.models import State
from notices.selectors import desk

PAGE = 25


@require_GET
def notices(request: PageRequest) -> HttpResponse:
    """Newest first, a page at a time."""
    before = uuid_or_none(request.GET.get("before", ""))
    place = place_of(request.user)
    scheduled, drafts = desk.unsent_notices(request.user) if before is None else ([], [])
    sent = desk.sent_notices(request.user, before=before, limit=PAGE + 1)
    older = sent[PAGE - 1].notice.pk if len(sent) > PAGE else None
    may = may_send(request.user, place.post.organisation_id, place.facility.pk if place.facility else None)
    return page(
        request,
        "office/notices.html",
        "office_notices",
        place=place,
        scheduled=scheduled,
        drafts=drafts,
        sent=sent[:PAGE],
        older=older,
        older_key=str(older or ""),
        may_send=may,
    )


@require_POST
def new_notice(request: PageRequest) -> HttpResponse:
    """Begin a draft; one that she left empty is taken again."""
    place = place_of(request.user)
    organisation = place.post.organisation
    notice = services.begin_draft(actor=request.user, organisation=organisation, facility=place.facility)
    return redirect("office_compose", notice.pk)


@require_GET
def notice(request: PageRequest, pk: UUID) -> HttpResponse:
    """To the composer while it can be changed or undone, else to its reach."""
    found = followed_notice(request, pk)
    if there := page_of(found):
        return redirect(there)
    return redirect(
        "office_compose" if found.state in (State.DRAFT, State.SCHEDULED) else "office_reach", found.pk
    )
