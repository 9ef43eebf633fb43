"""What a family agrees to, said on its own phone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.models import Child
from mobile_web.forms.photos import ConsentForm
from mobile_web.http import FamilyRequest, uuid_or_none
from mobile_web.views.guardian.frame import for_guardians
from mobile_web.views.guardian.frame import show as show_page
from photos import services
from photos.selectors.consents import said_by

ROOM = "guardian_albums"


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def consents(request: FamilyRequest) -> HttpResponse:
    """What the family agrees to, child by child."""
    key = uuid_or_none(request.POST.get("child", ""))
    forms = []
    for child in children_here(request):
        data = request.POST if child.pk == key else None
        form = ConsentForm(data, said=said_at_home(request, child.pk), auto_id=f"id_{child.pk}_%s")
        if data is not None and form.is_valid():
            services.say_consents(actor=request.user, child=child, words=form.words())
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("guardian_photo_consents")
        forms.append((child, form))
    return show_page(request, "guardian/photos/consents.html", ROOM, {"forms": forms})


def children_here(request: FamilyRequest) -> list[Child]:
    """Those of her children who go somewhere today."""
    return [today.child for today in request.family.children if today.facility]


def said_at_home(request: FamilyRequest, child: UUID) -> dict[str, bool]:
    """What her own household said; of another she learns nothing."""
    homes = [home for _guardian, home, one in request.family.grants if one == child]
    return said_by(child, homes[0]) if homes else {}
