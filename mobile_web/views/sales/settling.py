"""Money by card that needs a person: for no open order, not back, or disputed. Two people send it back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from backend.errors import DomainError
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page
from mobile_web.views.sales.frame import kept_place
from photos.models import MoneyBack, StrayMoney
from photos.selectors.sales_settling import disputes_of, moved_of, strays_of, stuck_of
from photos.services import card_money_back

NAV = "office_sales"
ACTS: dict[str, tuple[Callable[..., object], Any]] = {
    "ask": (
        card_money_back.ask_stray_back,
        gettext_lazy("Noted. A second person agrees before anything is paid back."),
    ),
    "agree": (card_money_back.agree_stray_back, gettext_lazy("It is on its way back to the card.")),
}


@require_safe
def unsettled(request: PageRequest) -> HttpResponse:
    """What needs somebody, and what moved without us."""
    place, _facility = kept_place(request)
    context: dict[str, Any] = {
        "disputes": disputes_of(request.user),
        "strays": strays_of(request.user),
        "stuck": stuck_of(request.user),
        "moved": moved_of(request.user),
    }
    return page(request, "office/sales/unsettled.html", NAV, place=place, **context)


@require_POST
def act(request: PageRequest, pk: UUID) -> HttpResponse:
    """One of two people."""
    stray = get_object_or_404(StrayMoney.objects.kept_by(request.user), pk=pk)
    act, done = ACTS["agree" if request.POST.get("act") == "agree" else "ask"]
    try:
        act(actor=request.user, stray=stray)
    except DomainError as error:
        if error.status == 404:
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, str(done))
    return redirect("office_unsettled")


@require_POST
def again(request: PageRequest, pk: UUID) -> HttpResponse:
    """Send once more what the card company would not take."""
    back = get_object_or_404(MoneyBack.objects.kept_by(request.user), pk=pk)
    card_money_back.send_again(actor=request.user, back=back)
    messages.success(request, _("It is sent once more. Look here again in a few minutes."))
    return redirect("office_unsettled")
