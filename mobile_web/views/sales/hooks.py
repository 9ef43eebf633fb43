"""Where the card provider tells what happened: a signature is the key, and the answer is quick."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backend.rowlevel import at_places
from photos.providers import NotGenuine, card_of
from photos.services.card_events import keep_event

MOST = 512 * 1024


@csrf_exempt  # signed by its sender; no session is looked at
@login_not_required
@require_POST
def stripe(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Kept and answered; worked on by a worker. 400 for what is not signed, or too long ago."""
    provider = card_of(organisation_id)
    if provider is None:
        raise Http404
    if len(request.body) > MOST:
        return HttpResponse(status=413)
    signature = request.headers.get("Stripe-Signature", "")
    try:
        with at_places(organisations=[organisation_id]):
            keep_event(
                organisation_id=organisation_id, provider=provider, body=request.body, signature=signature
            )
    except NotGenuine:
        return HttpResponse(status=400)
    return HttpResponse(status=200)
