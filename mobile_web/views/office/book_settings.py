"""How a facility keeps its contact book."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.errors import DomainError
from contactbook import services
from contactbook.models import BookApprover
from contactbook.selectors.templates import book_settings_of
from facilities.models import Facility
from facilities.selectors.tablets import staff_at
from mobile_web.forms.book_office import BookSettingsForm
from mobile_web.http import PageRequest
from mobile_web.views.office.book_frame import book_page, kept_facility

NAME = "office_book_settings"


@require_http_methods(["GET", "POST"])
def settings(request: PageRequest, pk: UUID) -> HttpResponse:
    """Approval, hours and the bound book on one page."""
    facility = kept_facility(request, pk)
    listed = list(BookApprover.objects.filter(facility=facility).values_list("member", flat=True))
    members = list(staff_at(facility.pk).order_by("kana", "name", "pk"))
    if request.method != "POST":
        return _page(request, facility, BookSettingsForm.of(members, book_settings_of(facility), listed))
    form = BookSettingsForm(members, request.POST)
    if not form.is_valid():
        return _page(request, facility, form, 422)
    try:
        services.change_book_settings(actor=request.user, facility=facility, **form.given())
    except DomainError as error:
        return _page(request, facility, form, form.refuse(error))
    messages.success(request, _("Saved."))
    return redirect(NAME, pk)


def _page(
    request: PageRequest, facility: Facility, form: BookSettingsForm, status: int = 200
) -> HttpResponse:
    return book_page(request, "settings", facility, NAME, status=status, form=form)
