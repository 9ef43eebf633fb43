"""How long a sign-in lasts, and that staff have a second factor. Noted in the session, which every page reads."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.sessions import HERE, begin
from facilities.models import StaffPost
from mobile_web.http import person

NOTED_EVERY = 60 * 60
NOTED_EVERY_STAFF = 60
# Where who has no second factor yet may go: to set one up, to speak her language, to sign out.
OPEN_WITHOUT = frozenset(
    {
        "staff_secure", "set_language", "account_logout", "account_reauthenticate", "account_set_password",
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn", "mfa_generate_recovery_codes", "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
    }
)  # fmt: skip


class SessionGuard:
    """Ends a sign-in that is too old, and leads staff without a second factor to setting one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Before LoginRequiredMiddleware, which then asks who is signed in still."""
        is_api = request.path_info.startswith("/api/")
        if not (is_api or getattr(view, "login_required", True)) or SESSION_KEY not in request.session:
            return None
        here = _here(request)
        if here is None:
            logout(request)
            return None
        if not (settings.ENGAWA_STAFF_MFA and here["staff"]) or here["factor"]:
            return None
        match = request.resolver_match
        if (match and match.url_name in OPEN_WITHOUT) or _has_factor(request):
            return None
        return _set_up_first(request, is_api=is_api)


def _here(request: HttpRequest) -> dict[str, Any] | None:
    """What is noted of this browser, brought up to date now and then; None when its time is over."""
    here: dict[str, Any] = request.session.get(HERE) or begin(request)
    now = time.time()
    idle, longest = settings.SESSION_STAFF if here.get("staff") else settings.SESSION_FAMILY
    if now - here["began"] > longest or now - here["seen"] > idle:
        return None
    every = NOTED_EVERY_STAFF if here.get("staff") else NOTED_EVERY
    by_hand = request.method == "POST" or "HX-Request" not in request.headers
    if "staff" not in here or (by_hand and now - here["seen"] > every):
        return _noted(request, here, now)
    return here


def _noted(request: HttpRequest, here: dict[str, Any], now: float) -> dict[str, Any]:
    """She is here: write that down, and look again what she is."""
    is_staff = StaffPost.objects.held_by(person(request)).exists()
    noted = here | {"seen": now, "staff": is_staff, "factor": False}
    if is_staff and settings.ENGAWA_STAFF_MFA:
        noted["factor"] = has_factor(request)
    request.session[HERE] = noted
    idle, longest = settings.SESSION_STAFF if is_staff else settings.SESSION_FAMILY
    request.session.set_expiry(max(1, int(min(idle, here["began"] + longest - now))))
    return noted


def has_factor(request: HttpRequest) -> bool:
    """Has she a passkey or an authenticator app? Recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found: bool = Authenticator.objects.filter(user=person(request), type__in=kinds).exists()
    return found


def _has_factor(request: HttpRequest) -> bool:
    """Asked anew only while none is noted."""
    found = has_factor(request)
    if found:
        request.session[HERE] = request.session[HERE] | {"factor": True}
    return found


def _set_up_first(request: HttpRequest, *, is_api: bool) -> HttpResponse:
    if is_api or request.headers.get("Accept", "").startswith("application/json"):
        message = _("Staff need a passkey or an authenticator app. Open the pages and set one up first.")
        answer = {"code": "second_factor_needed", "message": message, "saved": False, "retry": False}
        return JsonResponse({**answer, "details": {}}, status=403)
    return redirect("staff_secure")
