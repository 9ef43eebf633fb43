"""Becoming a shared tablet: the key from the office's screen, typed or brought by its QR."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from backend.errors import DomainError
from facilities import services
from mobile_web.forms.tablets import KeyForm
from mobile_web.tablets import device_in, keep_cookie


@login_not_required
@sensitive_post_parameters("key")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    """A browser that is paired already goes to its room; whoever was signed in here is signed out."""
    if device_in(request):
        return redirect("tablet_board")
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            paired = services.pair_device(key=form.cleaned_data["key"])
        except DomainError as refusal:
            form.add_error("key", str(refusal.message))
        else:
            return _paired(request, paired)
    context = {"form": form, "ended": "ended" in request.GET}
    return render(request, "tablet/pair.html", context, status=422 if form.errors else 200)


def _paired(request: HttpRequest, paired: services.Paired) -> HttpResponse:
    logout(request)
    rotate_token(request)
    response = redirect("tablet_kiosk" if paired.device.is_kiosk else "tablet_board")
    keep_cookie(response, paired.secret)
    return response
