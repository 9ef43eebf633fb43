"""Who is acting: the names of today, the PIN, leaving, and what the page's own clock asks."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.errors import DomainError
from facilities import services
from facilities.models import StaffMember, StaffPin
from facilities.selectors.tablets import colleagues_at, staff_at
from mobile_web.forms.tablets import PinForm
from mobile_web.http import person_mark
from mobile_web.rooms import room_shell
from mobile_web.tablets import TabletRequest, acting_in, for_tablets


@for_tablets
@require_GET
def who(request: TabletRequest) -> HttpResponse:
    """The staff of today, those of this room first."""
    context = {
        "shell": room_shell(request.device, ""),
        "colleagues": colleagues_at(request.device),
        "device": request.device,
        "next": _next(request),
    }
    return render(request, "tablet/who.html", context)


@for_tablets
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: TabletRequest, member: UUID) -> HttpResponse:
    """Her PIN. A page that locked itself asks as a script, and goes on where it was."""
    found = staff_at(request.device.facility_id).filter(pk=member).first()
    if found is None:
        raise Http404
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_pin(device=request.device, member=found, pin=form.cleaned_data["pin"])
        except DomainError as refusal:
            form.add_error("pin", str(refusal.message))
        else:
            return JsonResponse({"acting": True}) if _is_script(request) else redirect(_next(request))
    if form.errors and _is_script(request):
        return JsonResponse({"acting": False, "message": " ".join(map(str, form.errors["pin"]))}, status=422)
    return _sheet(request, found, form)


@for_tablets
@require_POST
def lock(request: TabletRequest) -> HttpResponse:
    """She leaves the tablet: the room stays, or the names for whoever comes after her."""
    services.lock_device(device=request.device)
    if _is_script(request):
        return JsonResponse({"acting": False})
    return redirect("tablet_who" if "switch" in request.POST else "tablet_board")


@for_tablets
@require_GET
def state(request: TabletRequest) -> JsonResponse:
    """Who acts, as the page knows her: asked when a page wakes or its socket comes back."""
    acting = acting_in(request)
    return JsonResponse({"person": person_mark(acting.user) if acting else ""})


@for_tablets
@require_POST
def touch(request: TabletRequest) -> JsonResponse:
    """A hand on the tablet: it stays open."""
    return JsonResponse({"acting": services.touch_device(device=request.device)})


def _sheet(request: TabletRequest, member: StaffMember, form: PinForm) -> HttpResponse:
    context = {
        "shell": room_shell(request.device, ""),
        "member": member,
        "device": request.device,
        "form": form,
        "has_pin": StaffPin.objects.filter(member=member).exclude(pin_hash="").exists(),
        "next": _next(request),
    }
    return render(request, "tablet/pin.html", context, status=422 if form.errors else 200)


def _is_script(request: TabletRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _next(request: TabletRequest) -> str:
    """Where she was going; only addresses of ours."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    ours = {request.get_host()}
    if url_has_allowed_host_and_scheme(address, ours, require_https=request.is_secure()):
        return address
    return reverse("teacher_board")
