"""Papers of an event, as its office hangs them up and takes them down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from backend.documents import ENDINGS
from backend.errors import DomainError
from backend.images import MOST_BYTES
from facilities.policies import require_sender
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import place_of
from surveys import services
from surveys.models import Event, EventFile

ACCEPTED = ",".join([*ENDINGS, "image/png", "image/webp"])


@require_POST
def add(request: PageRequest, pk: UUID) -> HttpResponse:
    """Several at once; each that cannot be taken is named with its reason."""
    place_of(request.user)
    event = get_object_or_404(Event.objects.managed_by(request.user), pk=pk)
    require_sender(request.user, event.organisation_id, event.facility_id)
    hang_up(request, event)
    return redirect("office_event", event.pk)


@require_POST
def remove(request: PageRequest, pk: UUID) -> HttpResponse:
    """Families do not find it any more."""
    place_of(request.user)
    rows = EventFile.objects.filter(event__in=Event.objects.managed_by(request.user))
    file = get_object_or_404(rows.select_related("event"), pk=pk)
    services.remove_event_file(actor=request.user, file=file)
    messages.success(request, _("%(name)s was taken down.") % {"name": file.name})
    return redirect("office_event", file.event_id)


def hang_up(request: PageRequest, event: Event) -> None:
    """The files that came with a form; what became of them is said on the next page."""
    sent = request.FILES.getlist("file")
    kept = 0
    for file in sent:
        name = file.name or ""
        try:
            content = file.read(MOST_BYTES + 1)
            services.add_event_file(actor=request.user, event=event, name=name, content=content)
            kept += 1
        except DomainError as error:
            named = {"file": name, "sentence": error.message}
            messages.error(request, _("%(file)s: %(sentence)s") % named)
    if kept:
        said = ngettext("%(n)s file hangs there.", "%(n)s files hang there.", kept) % {"n": kept}
        messages.success(request, said)
    elif not sent:
        messages.error(request, _("Choose a file first. Nothing was saved."))
