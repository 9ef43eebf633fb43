"""Her own code for the entrance: one QR a facility, shown large, also without a network."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from attendance import services
from attendance.models import Card
from attendance.selectors.cards import codes_of
from attendance.services.cards import qr_text
from mobile_web.http import FamilyRequest, uuid_or_none
from mobile_web.views.guardian.frame import for_guardians, show


@require_safe
@for_guardians
def code(request: FamilyRequest) -> HttpResponse:
    """The code of the facility that is asked for, else of the first."""
    codes = codes_of(request.family)
    wanted = uuid_or_none(request.GET.get("place", ""))
    chosen = next((pair for pair in codes if pair[1].pk == wanted), codes[0] if codes else None)
    card = None
    if chosen:
        card = services.card_of_guardian(actor=request.user, guardian=chosen[0], facility=chosen[1])
    context = {"codes": codes, "card": card, "qr": qr_of(card) if card else ""}
    return show(request, "guardian/code.html", "guardian_home", context)


@require_POST
@for_guardians
def renew(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """The old one opens nothing any more; the page makes the next."""
    own = Card.objects.filter(guardian__user=request.user, issued_by__isnull=True)
    card = get_object_or_404(own.select_related("guardian", "facility"), pk=pk)
    services.end_card(actor=request.user, card=card)
    messages.success(request, _("This is your new code. The old one is no longer valid."))
    response = redirect("guardian_code")
    response["Location"] += f"?place={card.facility_id}"
    return response


def qr_of(card: Card) -> SafeString:
    """Black on white whatever the theme; capitals and digits keep it small."""
    svg = segno.make(qr_text(card), error="m", micro=False).svg_inline(
        dark="#000", light="#fff", border=4, svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(svg)  # noqa: S308 - drawn by segno from a text of ours
