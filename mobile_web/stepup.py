"""Ask again who it is before something that reaches many: broadcasts of the central office, and exports."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mobile_web.http import person

MINUTES = 5
View = Callable[..., HttpResponseBase]


def step_up(minutes: int = MINUTES) -> Callable[[View], View]:
    """Before this page she shows again who she is, unless she did so within `minutes`. For pages that change nothing;
    a form that must not be lost asks `is_step_up_due` itself and keeps what was written first.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_step_up_due(request, minutes):
                return ask_again(
                    request, request.get_full_path() if request.method == "GET" else _back(request)
                )
            return view(request, *args, **kwargs)

        return checked

    return decorate


def is_step_up_due(request: HttpRequest, minutes: int = MINUTES) -> bool:
    """Must she show again who she is? With a second factor only that counts, never the password alone."""
    if not settings.ENGAWA_STEP_UP:
        return False
    since = time.time() - minutes * 60
    recent = [one for one in get_authentication_records(request, person(request)) if one["at"] >= since]
    if any(one["method"] == "mfa" for one in recent):
        return False
    return not recent or bool(_ways(request))


def ask_again(request: HttpRequest, back: str) -> HttpResponseRedirect:
    """To the strongest way she has, and back."""
    ways = _ways(request)
    messages.info(request, _("Please confirm once more who you are. What you wrote is kept."))
    if Authenticator.Type.WEBAUTHN in ways:
        name = "mfa_reauthenticate_webauthn"
    else:
        name = "mfa_reauthenticate" if ways else "account_reauthenticate"
    return redirect(f"{reverse(name)}?{urlencode({'next': back})}")


def _ways(request: HttpRequest) -> set[str]:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows = Authenticator.objects.filter(user=person(request), type__in=kinds)
    return set(rows.values_list("type", flat=True))


def _back(request: HttpRequest) -> str:
    """After a form without a page of its own: where she came from, on this site."""
    came = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    return came.removeprefix(origin) if came.startswith(origin + "/") else reverse("door")
