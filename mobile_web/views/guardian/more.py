"""Everything else on the phone: account, family, how to put it on the home screen."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from facilities.selectors.family import adults_reading_along
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show


@require_safe
@for_guardians
def more(request: FamilyRequest) -> HttpResponse:
    """A short list of rooms, and who reads along."""
    adults = adults_reading_along(request.family)
    return show(request, "guardian/more.html", "guardian_more", {"adults": adults})
