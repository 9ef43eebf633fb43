"""Who of the family reads along: the adults of her own household, and links for relatives."""

from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from facilities import services
from facilities.models import Child
from facilities.selectors.circle import circle_of
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show


@require_safe
@for_guardians
def circle(request: FamilyRequest) -> HttpResponse:
    """The list, live."""
    return show(request, "guardian/circle.html", "guardian_more", {"circle": circle_of(request.family)})


@never_cache
@require_POST
@for_guardians
def invite(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """The link, shown this once."""
    child = get_object_or_404(Child.objects.visible_to(request.user), pk=pk)
    link = services.invite_relative(actor=request.user, child=child)
    address = address_of(link.code)
    context = {"link": link, "address": address, "qr": qr_of(address)}
    return show(request, "guardian/circle_link.html", "guardian_more", context)


@require_POST
@for_guardians
def end_link(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    services.end_link(actor=request.user, invitation_id=pk)
    messages.success(request, _("The link is ended."))
    return redirect("guardian_family")


@require_POST
@for_guardians
def end_relative(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """She reads along no longer."""
    services.end_relative(actor=request.user, guardian_id=pk)
    messages.success(request, _("She or he no longer reads along."))
    return redirect("guardian_family")


def address_of(code: str = "") -> str:
    """Where a code is typed. It stands behind the #, which browsers keep to themselves."""
    return f"{settings.BASE_URL}{reverse('join')}{'#' + code if code else ''}"


def qr_of(address: str) -> SafeString:
    """The address as an inline picture, black on white whatever the theme."""
    svg = segno.make(address, error="m").svg_inline(
        dark="#000", light="#fff", border=3, svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(svg)  # noqa: S308 - drawn by segno from an address of ours
