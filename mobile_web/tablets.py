"""Shared tablets: which pages they open, as whom, and what their pages may hear. The one place that says so.

A paired tablet without a PIN may show its room. With a PIN it is the member, at this facility only. Whatever is
not in LEVELS is not there for a tablet, so that a new page is closed until somebody decides otherwise.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import wraps
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from backend.rowlevel import as_system, at_places
from backend.tickets import Ticket, expiry, mint, session_hash
from facilities import services
from facilities.acting import acting_on
from facilities.models import Device, StaffMember
from facilities.selectors.tablets import acting_member, device_of
from facilities.topics import tablet_topics
from mobile_web.http import PageRequest

COOKIE = "__Host-device" if settings.PRODUCTION else "device"
COOKIE_AGE = 400 * 24 * 3600  # what browsers keep at most


class Level(Enum):
    """OPEN runs as nobody, PAIRED for the tablet, ACTING for the person who typed her PIN."""

    OPEN = "open"
    PAIRED = "paired"
    ACTING = "acting"


LEVELS: Mapping[str, Level] = {
    "service_worker": Level.OPEN,
    "manifest": Level.OPEN,
    "offline": Level.OPEN,
    "set_language": Level.OPEN,
    "door": Level.PAIRED,
    "live_ticket": Level.PAIRED,
    "tablet_pair": Level.PAIRED,
    "tablet_board": Level.PAIRED,
    "tablet_board_class": Level.PAIRED,
    "tablet_who": Level.PAIRED,
    "tablet_pin": Level.PAIRED,
    "tablet_lock": Level.PAIRED,
    "tablet_state": Level.PAIRED,
    "attendance_stamp": Level.PAIRED,
    "attendance_clock": Level.PAIRED,
    "attendance_alarms": Level.PAIRED,
    "book_write": Level.ACTING,
    "teacher_books": Level.ACTING,
    "teacher_book": Level.ACTING,
    "teacher_book_rows": Level.ACTING,
    "book_settle": Level.ACTING,
    "book_publish": Level.ACTING,
    "book_seen": Level.ACTING,
    "book_notes": Level.ACTING,
    "teacher_counts": Level.ACTING,
    "teacher_counts_class": Level.ACTING,
    "head_count": Level.ACTING,
    "head_count_confirm": Level.ACTING,
    "tablet_kiosk": Level.PAIRED,
    "tablet_call": Level.PAIRED,
    "tablet_plan": Level.PAIRED,
    "staff_call_answer": Level.PAIRED,
    "tablet_take_back": Level.PAIRED,
    "tablet_touch": Level.ACTING,
    "no_show_search": Level.ACTING,
    "no_show_found": Level.ACTING,
    "office_missing": Level.ACTING,
    "no_show_take": Level.ACTING,
    "no_show_give_back": Level.ACTING,
    "no_show_call": Level.ACTING,
    "teacher_board": Level.ACTING,
    "teacher_board_class": Level.ACTING,
    "attendance_child_day": Level.ACTING,
    "attendance_stamp_add": Level.ACTING,
    "attendance_stamp_correct": Level.ACTING,
    "attendance_stamp_accept": Level.ACTING,
    "office_words": Level.ACTING,
    "office_word": Level.ACTING,
    "office_word_new": Level.ACTING,
    "office_word_refuse": Level.ACTING,
    "office_contest": Level.ACTING,
    "attendance_report_confirm": Level.ACTING,
    "teacher_naps": Level.ACTING,
    "teacher_naps_class": Level.ACTING,
    "nap_sleep": Level.ACTING,
    "nap_check": Level.ACTING,
    "nap_wake": Level.ACTING,
    "nap_air": Level.ACTING,
    "teacher_growth": Level.ACTING,
    "teacher_growth_save": Level.ACTING,
    "teacher_health": Level.ACTING,
    "staff_medicine": Level.ACTING,
    "staff_medicine_request": Level.ACTING,
    "staff_medicine_give": Level.ACTING,
    "staff_medicine_sign": Level.ACTING,
    "entry_photo": Level.ACTING,
    "office_albums": Level.ACTING,
    "office_album": Level.ACTING,
    "office_album_known": Level.ACTING,
    "office_album_add": Level.ACTING,
    "office_album_tag": Level.ACTING,
    "office_photo_crop": Level.ACTING,
    "office_clip": Level.ACTING,
    "photo_door": Level.ACTING,
    "photo_file": Level.ACTING,
    "teacher_book_child": Level.ACTING,
    "entry_photo_add": Level.ACTING,
    "entry_photo_remove": Level.ACTING,
    "entry_album_photos": Level.ACTING,
    "teacher_journal": Level.ACTING,
    "book_correct": Level.ACTING,
    "book_withdraw": Level.ACTING,
    "book_withdrawn": Level.ACTING,
}

# What a tablet at the entrance opens: nobody types a PIN on it.
AT_THE_ENTRANCE = frozenset(
    {"door", "live_ticket", "service_worker", "manifest", "offline", "tablet_state", "attendance_stamp"}
    | {"attendance_clock", "tablet_kiosk", "tablet_call", "tablet_plan", "tablet_take_back"}
)


class TabletRequest(PageRequest):
    """A request of a paired tablet; `acting` is who typed her PIN, while the tablet is open."""

    device: Device
    acting: StaffMember | None


View = Callable[..., HttpResponse]


def for_tablets(view: View) -> View:
    """A page of a paired tablet; at any other browser it is not there."""

    @login_not_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if device_in(request) is None:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def device_in(request: HttpRequest) -> Device | None:
    """The tablet that asks, or None for a phone or PC."""
    return getattr(request, "device", None)


def acting_in(request: HttpRequest) -> StaffMember | None:
    """Who acts on the tablet that asks."""
    return getattr(request, "acting", None)


def tablet_ticket(device: Device, acting: StaffMember | None) -> Ticket:
    """Its socket is known by the device's id, so that locking or signing it out closes this one."""
    return Ticket(device.pk, tablet_topics(device, acting), (), expiry(), session_hash(str(device.pk)))


def keep_cookie(response: HttpResponse, secret: str) -> None:
    """The tablet remembers who it is."""
    response.set_cookie(
        COOKIE, secret, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.PRODUCTION
    )


class TabletMiddleware:
    """Before sign-in is asked for: the tablet's cookie beats any session, and says as whom the request runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        secret = request.COOKIES.get(COOKIE)
        if not secret:
            return self.get_response(request)
        with as_system():  # whose cookie it is decides what may be reached
            device = device_of(secret)
        if device is None:
            return _signed_out(request)
        places = {"facilities": [device.facility_id], "organisations": [device.organisation_id]}
        with at_places(**places), acting_on(device.pk, device.facility_id):
            services.see_device(device=device)
            return self._run(request, device, acting_member(device))

    def _run(self, request: Any, device: Device, acting: StaffMember | None) -> HttpResponse:
        request.device, request.acting = device, acting
        request.session = import_module(
            settings.SESSION_ENGINE
        ).SessionStore()  # no sign-in lives on a tablet
        request.user = acting.user if acting else AnonymousUser()
        if acting and _is_touch(request):
            services.touch_device(device=device)
        response = self.get_response(request)
        return response if response.headers.get("Cache-Control") else _no_store(response)

    def process_view(
        self, request: HttpRequest, _view: View, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let in, send to the PIN, or hide. The door and the ticket are other ones than a person's: answered here."""
        device, acting = device_in(request), acting_in(request)
        if device is None:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        level = LEVELS.get(name)
        if device.is_kiosk and name not in AT_THE_ENTRANCE:
            return _to_the_entrance(request)
        if name == "door":
            return redirect(_home_of(device, acting))
        if name == "live_ticket":
            return _no_store(JsonResponse({"ticket": mint(tablet_ticket(device, acting))}))
        if level is Level.OPEN:
            request.user = AnonymousUser()
        elif level is Level.PAIRED:
            return None
        elif acting is None:
            return _to_the_pin(request)
        elif level is None:
            raise Http404
        return None


def _home_of(device: Device, acting: StaffMember | None) -> str:
    """Where a tablet begins."""
    if device.is_kiosk:
        return "tablet_kiosk"
    return "teacher_board" if acting else "tablet_board"


def _to_the_entrance(request: HttpRequest) -> HttpResponse:
    """Whatever else somebody opens there, the entrance stays the entrance."""
    if _is_page(request):
        return redirect("tablet_kiosk")
    raise Http404


def _no_store(response: HttpResponse) -> HttpResponse:
    """The next person must not leaf back to what this one saw."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _signed_out(request: HttpRequest) -> HttpResponse:
    """The cookie no longer opens anything. What was written here and not sent stays: the page tells of it."""
    if _is_page(request):
        response: HttpResponse = redirect(f"{reverse('tablet_pair')}?ended=1")
    else:
        response = JsonResponse({"code": "tablet_signed_out", "saved": False}, status=401)
    response.delete_cookie(COOKIE, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return _no_store(response)


def _to_the_pin(request: HttpRequest) -> HttpResponse:
    """A page leads on to the names; what a script asks for or sends waits until somebody acts again."""
    if _is_page(request):
        return redirect(f"{reverse('tablet_who')}?{urlencode({'next': request.get_full_path()})}")
    response = JsonResponse({"code": "tablet_locked", "saved": False}, status=401)
    response.headers["HX-Reswap"] = "none"
    return response


def _is_page(request: HttpRequest) -> bool:
    """Somebody opened an address, and no script asked on its own."""
    if request.method not in ("GET", "HEAD") or request.headers.get("HX-Request"):
        return False
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and not request.path.startswith(
        ("/api/", "/live/")
    )


def _is_touch(request: HttpRequest) -> bool:
    """A page that is opened and a form that is sent are a hand on the tablet; what refreshes itself is not."""
    by_itself = request.headers.get("X-Requested-With") == "outbox" or request.path.startswith("/tablet/")
    return not by_itself and (_is_page(request) or request.method == "POST")
