"""One's own PIN for shared tablets, in one's own account."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from backend.errors import DomainError
from facilities import services
from facilities.models import StaffPin, StaffPost
from mobile_web.forms.tablets import NewPinForm
from mobile_web.http import PageRequest
from mobile_web.views.account import frame_of


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: PageRequest) -> HttpResponse:
    """For staff of a facility; whoever works at none has no tablet."""
    posts = StaffPost.objects.held_by(request.user).filter(facility__isnull=False)
    if not posts.exists():
        raise Http404
    has_pin = StaffPin.objects.filter(member__in=posts.values("member")).exclude(pin_hash="").exists()
    form = NewPinForm(request.POST or None, has_pin=has_pin)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, _("Your PIN is set. It counts on every tablet of your facility."))
        return redirect("account")
    base, shell = frame_of(request)
    context = {"base": base, "shell": shell, "form": form, "has_pin": has_pin}
    return render(request, "account_pin.html", context, status=422 if form.errors else 200)


def _saved(request: PageRequest, form: NewPinForm) -> bool:
    data = form.cleaned_data
    try:
        if "current" in data:
            services.change_pin(actor=request.user, current=data["current"], pin=data["pin"])
        else:
            services.set_pin(actor=request.user, pin=data["pin"])
    except DomainError as refusal:
        is_old = refusal.code in ("pin_wrong", "pin_locked")
        form.add_error("current" if is_old and "current" in data else "pin", str(refusal.message))
        return False
    return True
