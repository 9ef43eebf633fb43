"""One stamp from a kiosk, a board or a PC, now or when the network is back; and the time by which clocks are set."""

from time import time
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from attendance import services
from attendance.selectors.stamps import stamped_at
from attendance.services import Recorded
from facilities.models import Device
from mobile_web.forms.stamps import StampForm
from mobile_web.http import person
from mobile_web.stampers import stamper_in
from mobile_web.tablets import device_in


@login_not_required
@require_POST
def stamp(request: HttpRequest, child: UUID) -> HttpResponse:
    """A paired tablet stamps for its own facility, also while nobody acts on it; staff for where they work."""
    device = device_in(request)
    if device is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = StampForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"code": "invalid", "saved": False, "message": _first(form)}, status=422)
    actor = stamper_in(request, form.cleaned_data["by"]) if device else person(request)
    return _answer(request, _record(device, actor, child, form), actor)


def _record(device: Device | None, actor: User | None, child: UUID, form: StampForm) -> Recorded:
    found = stamped_at(child, device, actor)
    if found is None:
        raise Http404
    pupil, facility = found
    return services.record_stamp(actor=actor, device=device, facility=facility, child=pupil, scan=form.scan())


def _answer(request: HttpRequest, recorded: Recorded, actor: User | None) -> HttpResponse:
    if request.headers.get("X-Requested-With") != "outbox":
        return redirect("teacher_board" if actor else "tablet_board")
    day = recorded.attendance
    said = {
        "id": recorded.stamp.pk,
        "meaning": recorded.meaning,
        "is_here": day.is_here,
        "at": recorded.stamp.at,
    }
    return JsonResponse(said)


def _first(form: StampForm) -> str:
    return str(next(iter(form.errors.values()))[0])


@login_not_required
@require_GET
def clock(_request: HttpRequest) -> HttpResponse:
    """The server's time in milliseconds, by which a tablet learns how wrong its own clock is."""
    answer = JsonResponse({"now": int(time() * 1000)})
    answer.headers["Cache-Control"] = "no-store"
    return answer
