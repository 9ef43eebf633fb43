"""The door, live tickets and push subscriptions."""

import json

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from backend import tickets
from backend.errors import DomainError
from mobile_web.http import PageRequest
from mobile_web.rooms import Room, room_of
from notices import services
from notices.selectors.readers import ticket_of

ROOMS = {Room.GUARDIAN: "guardian_home", Room.TABLET: "teacher_board", Room.OFFICE: "office_dashboard"}


@require_GET
def door(request: PageRequest) -> HttpResponse:
    """To the room where she lives."""
    room = room_of(request.user)
    if room in ROOMS:
        return redirect(ROOMS[room])
    if request.user.is_operator:
        return redirect("admin:index")
    return render(request, "no_room.html")


@require_GET
@never_cache
def live_ticket(request: PageRequest) -> JsonResponse:
    """A fresh ticket for a page whose old one has expired or whose rights have changed."""
    return JsonResponse(
        {"ticket": tickets.mint(ticket_of(request.user, tickets.session_hash(request.session.session_key)))}
    )


@require_POST
def save_push_subscription(request: PageRequest) -> JsonResponse:
    """Remember this browser for push."""
    try:
        data = json.loads(request.body)
        keys = {"endpoint": data["endpoint"], "p256dh": data["keys"]["p256dh"], "auth": data["keys"]["auth"]}
        services.save_subscription(actor=request.user, **keys)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"code": "invalid", "saved": False}, status=400)
    except DomainError as error:
        return JsonResponse(
            {"code": error.code, "message": str(error.message), "saved": False}, status=error.status
        )
    return JsonResponse({"saved": True}, status=201)
