"""How a guardian is reached, asked right after joining: a proved address, a telephone, channels."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from backend.errors import DomainError, NotVisible
from backend.outbox import OutboxState
from facilities import services
from facilities.selectors.family import adults_reading_along
from mobile_web.forms.joining import ContactForm, DigitsForm, EmailForm
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians

READ = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(READ)
@for_guardians
def email(request: FamilyRequest) -> HttpResponse:
    """An address, mistyped as often as need be: it is hers only when she has typed the digits."""
    form = EmailForm(
        request.POST if request.method == "POST" else None, initial={"email": _guess(request.user)}
    )
    if form.is_valid():
        try:
            services.start_email_check(actor=request.user, email=form.cleaned_data["email"])
        except DomainError as error:
            form.add_error("email", str(error.message))
        else:
            return redirect("join_digits")
    status = 422 if form.is_bound else 200
    return render(
        request, "join/email.html", {"form": form, "following": _following(request.user)}, status=status
    )


@never_cache
@require_http_methods(READ)
@for_guardians
def digits(request: FamilyRequest) -> HttpResponse:
    """Six digits; five wrong ones are one too many."""
    check = services.current_check(request.user)
    if check is None:
        return redirect("join_email")
    form = DigitsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.pass_email_check(actor=request.user, digits=form.cleaned_data["digits"])
        except DomainError as error:
            form.add_error("digits", str(error.message))
        else:
            messages.success(request, _("Your address is proved."))
            return redirect(_following(request.user))
    status = 422 if form.is_bound else 200
    context = {"form": form, "check": check, "is_dead": check.state == OutboxState.REFUSED}
    return render(
        request, "join/digits.html", {**context, "following": _following(request.user)}, status=status
    )


@never_cache
@require_http_methods(READ)
@for_guardians
def contact(request: FamilyRequest) -> HttpResponse:
    """Telephone and channels, while the seat is new; later they are changed where everybody changes them."""
    seat = services.seats_just_taken(request.user).order_by("pk").first()
    if seat is None:
        raise NotVisible
    channels = {name: getattr(seat, name) for name in ("wants_push", "wants_email", "wants_paper")}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=channels)
    if form.is_valid():
        try:
            services.set_contact(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("phone", str(error.message))
        else:
            return redirect("join_done")
    has_phone = bool(seat.phone)
    return render(
        request,
        "join/contact.html",
        {"form": form, "has_phone": has_phone},
        status=422 if form.is_bound else 200,
    )


@never_cache
@require_safe
@for_guardians
def done(request: FamilyRequest) -> HttpResponse:
    """Whom she has joined, and the way home."""
    adults = [adult for adult in adults_reading_along(request.family) if adult.user_id != request.user.pk]
    return render(request, "join/done.html", {"children": request.family.children, "adults": adults})


def _guess(user: User) -> str:
    return user.email or (user.login if "@" in user.login else "")


def _following(user: User) -> str:
    """Joining goes on; at any other time she came from her account."""
    return "join_contact" if services.seats_just_taken(user).exists() else "account"
