"""The family's bound books: what may be bound, how far it has come, and the file."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from contactbook.book import store
from contactbook.models import BookOrder
from contactbook.selectors.bound import shelf_of
from contactbook.services import books
from facilities.models import Child, Facility
from mobile_web.forms.bound import BoundForm
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show

NAV = "guardian_more"


@require_GET
@for_guardians
def shelf(request: FamilyRequest) -> HttpResponse:
    """Every year of every child; while something is made the page asks again by itself."""
    volumes = shelf_of(request.family)
    at_work = any(volume.is_at_work for volume in volumes)
    return show(request, "guardian/bound/shelf.html", NAV, {"volumes": volumes, "at_work": at_work})


@require_POST
@for_guardians
def order(request: FamilyRequest, child: UUID) -> HttpResponse:
    """Have a year bound."""
    found = get_object_or_404(Child.objects.visible_to(request.user), pk=child)
    form = BoundForm(request.POST)
    if form.is_valid():
        place = get_object_or_404(
            Facility.objects.filter(enrolments__child=found).distinct(), pk=form.cleaned_data["facility"]
        )
        books.order_book(
            actor=request.user, child=found, facility=place,
            school_year=form.cleaned_data["year"], bleed=form.cleaned_data["bleed"],
        )  # fmt: skip
    return redirect("guardian_bound")


@require_GET
@for_guardians
def file(request: FamilyRequest, pk: UUID) -> HttpResponseBase:
    """The PDF; that it was taken stands in the audit."""
    return pdf_response(books.hand_over_book(actor=request.user, order=pk))


def pdf_response(book: BookOrder) -> HttpResponseBase:
    """Its name says the year, and nobody's name."""
    opened = store.book_file(book.pk).open("rb")
    name = f"renrakucho-{book.school_year}{'-print' if book.bleed else ''}.pdf"
    response = FileResponse(opened, as_attachment=True, filename=name, content_type="application/pdf")
    response["Cache-Control"] = "no-store"
    return response
