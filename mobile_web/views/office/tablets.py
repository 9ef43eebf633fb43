"""The facility's shared tablets: pair, rename, sign out from afar; PINs that are locked."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.errors import DomainError
from facilities import services
from facilities.models import Device, Pairing
from facilities.models.places import FacilityQuerySet
from facilities.selectors.tablets import locked_pins_in, managed_facilities, staff_in, tablets_in
from mobile_web.forms.tablets import DeviceForm, OfferForm
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page

CURRENT = "office_tablets"


@require_GET
def tablets(request: PageRequest) -> HttpResponse:
    """All of her facilities' tablets, and PINs that wait for her."""
    places = list(_places(request).in_order())
    context: dict[str, Any] = {
        "devices": tablets_in(places),
        "locked": locked_pins_in(places),
        "several": len(places) > 1,
    }
    return page(request, "office/tablets.html", CURRENT, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: PageRequest) -> HttpResponse:
    """Ask for name and room; then show the key once."""
    _places(request)
    form = OfferForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = services.offer_pairing(actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("name", str(refusal.message))
        else:
            return _show_key(request, found)
    return page(request, "office/tablet_new.html", CURRENT, form=form, status=422 if form.errors else 200)


@require_GET
def offered(request: PageRequest, pk: UUID) -> HttpResponse:
    """How an offer stands: waiting, paired, over. Asked by its page every two seconds."""
    rows = Pairing.objects.filter(facility__in=_places(request)).select_related("device", "facility")
    context = _standing(get_object_or_404(rows, pk=pk))
    if request.htmx:
        return render(request, "office/tablet_offer.html#standing", context)
    return page(request, "office/tablet_offer.html", CURRENT, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def tablet(request: PageRequest, pk: UUID) -> HttpResponse:
    """One tablet: its name, and when it locks itself."""
    device = _device(request, pk)
    form = DeviceForm(request.POST) if request.method == "POST" else DeviceForm.of(device)
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_device(actor=request.user, device=device, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("office_tablets")
    status = 422 if form.errors else 200
    return page(request, "office/tablet.html", CURRENT, device=device, form=form, status=status)


@require_POST
def sign_out(request: PageRequest, pk: UUID) -> HttpResponse:
    """The tablet forgets everything at once."""
    device = services.revoke_device(actor=request.user, device=_device(request, pk, signed_out=True))
    messages.success(request, _("%(name)s is signed out.") % {"name": device.name})
    return redirect("office_tablets")


@require_POST
def unlock(request: PageRequest, member: UUID) -> HttpResponse:
    """Five new tries, or a new PIN where she has forgotten hers."""
    found = get_object_or_404(staff_in(_places(request)), pk=member)
    services.unlock_pin(actor=request.user, member=found, forget=request.POST.get("forget") == "1")
    messages.success(request, _("%(name)s can type her PIN again.") % {"name": found.name})
    return redirect("office_tablets")


def _places(request: PageRequest) -> FacilityQuerySet:
    """The facilities whose tablets she looks after; for whoever has none there is nothing here."""
    places = managed_facilities(request.user)
    if not places.exists():
        raise Http404
    return places


def _device(request: PageRequest, pk: UUID, *, signed_out: bool = False) -> Device:
    rows = Device.objects.filter(facility__in=_places(request)).select_related("facility", "classroom")
    return get_object_or_404(rows if signed_out else rows.filter(revoked_at__isnull=True), pk=pk)


def _show_key(request: PageRequest, found: services.Offer) -> HttpResponse:
    address = request.build_absolute_uri(reverse("tablet_pair"))
    code = segno.make(f"{address}#{found.key}", micro=False, error="m")
    parts = [found.key[start : start + 3] for start in range(0, len(found.key), 3)]
    context: dict[str, Any] = {"key": parts, "address": address, "qr": code.svg_data_uri(scale=8, border=2)}
    return page(request, "office/tablet_offer.html", CURRENT, **context, **_standing(found.pairing))


def _standing(pairing: Pairing) -> dict[str, Any]:
    left = max(0, int((pairing.expires_at - timezone.now()).total_seconds()))
    is_over = not left or pairing.tries >= services.MOST_TRIES
    return {"pairing": pairing, "minutes": -(-left // 60), "is_over": is_over}
