"""The entrance: a page that a tablet keeps, so that it stamps also without a network."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from django_permissions_policy.decorators import permissions_policy_override

from attendance import services
from attendance.models import StaffCall
from attendance.selectors.kiosk import KioskRoster, kiosk_roster
from attendance.services.kiosk import take_back_stamp
from mobile_web.forms.kiosk import CallForm, PlanForm, TakeBackForm
from mobile_web.kiosk_words import LANGUAGES, WORDS
from mobile_web.rooms import room_shell
from mobile_web.tablets import TabletRequest, for_tablets

WITH_CAMERA: dict[str, str | list[str] | tuple[str]] = {**settings.PERMISSIONS_POLICY, "camera": ["self"]}


@for_tablets
@permissions_policy_override(WITH_CAMERA)
@cache_control(private=True, no_cache=True)
@require_GET
def kiosk(request: TabletRequest) -> HttpResponse:
    """Clock, scanner and classes; only on a tablet that the office put at the entrance."""
    device = _kiosk_or_404(request)
    with translation.override("ja"):  # what is stamped is written in the nursery's language
        context = {
            "shell": room_shell(device, "tablet_kiosk"),
            "device": device,
            "roster": plain(kiosk_roster(device.facility)),
            "words": WORDS,
            "said": WORDS["ja"],
            "languages": LANGUAGES,
            "now": timezone.now(),
        }
        return render(request, "tablet/kiosk.html", context)


@for_tablets
@require_POST
def call(request: TabletRequest) -> JsonResponse:
    """「職員をよぶ」, by a hand or because somebody came who may not fetch."""
    device = _kiosk_or_404(request)
    form = CallForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.call_staff(device=device, reason=reason or StaffCall.Reason.HELP)
    return JsonResponse({"called": True})


@for_tablets
@require_POST
def plan(request: TabletRequest) -> JsonResponse:
    """Who fetches today, said by the adult whose card was held."""
    device = _kiosk_or_404(request)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"code": "invalid", "saved": False}, status=422)
    services.announce_pick_up(device=device, **form.cleaned_data)
    return JsonResponse({"saved": True})


@for_tablets
@require_POST
def take_back(request: TabletRequest, stamp: UUID) -> JsonResponse:
    """「まちがえた」, also when the stamp arrived long after the touch."""
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"code": "invalid", "saved": False}, status=422)
    after = timedelta(milliseconds=form.cleaned_data["after"])
    take_back_stamp(device=_kiosk_or_404(request), stamp_id=stamp, after=after)
    return JsonResponse({"taken_back": True})


def _kiosk_or_404(request: TabletRequest) -> Any:
    if not request.device.is_kiosk:
        raise Http404
    return request.device


def plain(roster: KioskRoster) -> dict[str, Any]:
    """As the page's scripts read it."""
    return {
        "at": roster.at_ms,
        "lock": roster.lock_minutes,
        "touch": roster.has_names,
        "zone": roster.zone,
        "classes": [
            {"id": str(room.pk), "name": room.name, "age": room.age, "tint": room.tint}
            for room in roster.classrooms
        ],
        "pupils": {str(one.id): {**asdict(one), "id": str(one.id)} for one in roster.pupils},
        "cards": {card.key: _card(card) for card in roster.cards},
    }


def _card(card: Any) -> dict[str, Any]:
    children = [[str(one.child), one.may_fetch, list(one.names)] for one in card.children]
    return {"hash": card.text_hash, "method": card.method, "relation": card.relation, "children": children}
