"""The call list on paper."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.errors import DomainError
from facilities.models import Facility
from facilities.policies import facilities_to_call
from mobile_web.http import PageRequest
from mobile_web.pdf import pdf_of
from mobile_web.views.office.call_context import chosen_place
from mobile_web.views.office.frame import followed_notice, page
from notices.selectors.inbox import with_place
from notices.selectors.paper import facilities_left
from notices.services.paper import print_call_list


@require_POST
def paper(request: PageRequest, pk: UUID) -> HttpResponse:
    """The PDF, or the question for which facility when it would be too long."""
    notice, key = followed_notice(request, pk), chosen_place(request).facility_id
    facility = get_object_or_404(Facility.objects.worked_in_by(request.user), pk=key) if key else None
    try:
        printed = print_call_list(actor=request.user, notice=notice, facility=facility)
    except DomainError as error:
        if error.code != "too_many":
            raise
        left = facilities_left(notice, facilities_to_call(request.user, notice.organisation_id))
        return page(
            request,
            "office/paper_choice.html",
            "office_notices",
            status=422,
            notice=notice,
            error=error,
            left=left,
        )
    place = facility.name if facility else _("the facility")
    document = pdf_of("office/paper.html", {"paper": printed, "body": with_place(notice.body, place)})
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="call-list.pdf"'
    response["Cache-Control"] = "no-store"
    return response
