"""Invitation sheets as one PDF: a page for each adult, to be folded and handed out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from facilities import services
from facilities.models import Child, Classroom, Facility, Invitation
from facilities.policies import require_keeper_of, require_roster_keeper
from facilities.services import Sheet
from mobile_web.http import PageRequest
from mobile_web.pdf import pdf_of
from mobile_web.sheet_words import WORDS, SheetWords
from mobile_web.views.guardian.circle import address_of, qr_of


@require_POST
def of_facility(request: PageRequest, pk: UUID) -> HttpResponse:
    """Everybody of a facility who needs one."""
    place = get_object_or_404(Facility.objects.worked_in_by(request.user), pk=pk, is_active=True)
    return _paper(services.make_sheets(actor=request.user, facility=place, renew=_renews(request)))


@require_POST
def of_class(request: PageRequest, pk: UUID) -> HttpResponse:
    """Everybody of a class who needs one."""
    places = Facility.objects.worked_in_by(request.user)
    room = get_object_or_404(Classroom.objects.select_related("facility"), pk=pk, facility__in=places)
    sheets = services.make_sheets(
        actor=request.user, facility=room.facility, classroom=room, renew=_renews(request)
    )
    return _paper(sheets)


@require_POST
def of_child(request: PageRequest, pk: UUID) -> HttpResponse:
    """The adults of one child; what was out before opens nothing any more."""
    child = get_object_or_404(Child.objects.on_roster_of(request.user), pk=pk)
    place = Facility.objects.get(pk=require_keeper_of(request.user, child))
    return _paper(services.make_sheets(actor=request.user, facility=place, child=child, renew=True))


@require_POST
def revoke(request: PageRequest, pk: UUID) -> HttpResponse:
    """A sheet that got lost."""
    places = Facility.objects.worked_in_by(request.user)
    sheets = Invitation.objects.filter(kind=Invitation.Kind.GUARDIAN, facility__in=places)
    sheet = get_object_or_404(sheets, pk=pk)
    require_roster_keeper(request.user, sheet.organisation_id, sheet.facility_id)
    services.revoke_sheet(actor=request.user, invitation=sheet)
    messages.success(request, _("The sheet opens nothing any more."))
    return redirect("office_registration_facility", sheet.facility_id)


def _renews(request: PageRequest) -> bool:
    return request.POST.get("renew") == "1"


def _paper(sheets: list[Sheet]) -> HttpResponse:
    """At most 80 pages, set at once; the codes are nowhere but on them."""
    pages = [(sheet, qr_of(address_of(sheet.code)), _told(sheet)) for sheet in sheets]
    context = {"pages": pages, "address": address_of().split("://")[-1]}
    response = HttpResponse(pdf_of("office/sheets.html", context), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sheets.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _told(sheet: Sheet) -> list[tuple[SheetWords, str]]:
    """Each language with its last day: the evening before the code's time is over is still good."""
    day = timezone.localtime(sheet.expires_at)
    dates = {"ja": f"{day.year}年{day.month}月{day.day}日{day:%H:%M}", "en": f"{day:%Y-%m-%d %H:%M}"}
    return [(words, words.until.format(date=dates[words.lang])) for words in WORDS]
