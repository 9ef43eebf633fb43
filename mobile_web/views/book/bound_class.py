"""The bound books of a class: ordered together, each with its own progress, taken one by one or all at once."""

from tempfile import TemporaryFile
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from contactbook.book import store
from contactbook.models import BookOrder
from contactbook.selectors.bound import classes_bound_by, shelf_of_class
from contactbook.services import books
from facilities.models import Classroom
from mobile_web.http import PageRequest
from mobile_web.views.book.bound import pdf_response
from mobile_web.views.office.frame import either_shell

NAV = "class_books"


@require_GET
def shelf(request: PageRequest, classroom: UUID | None = None) -> HttpResponse:
    """One class with the choice of the others; while books are made the list asks again by itself."""
    rooms = classes_bound_by(request.user)
    room = next((one for one in rooms if classroom in (None, one.pk)), None)
    if room is None:
        raise Http404
    context = {"rooms": rooms, "room": room, "shelf": shelf_of_class(request.user, room)}
    if request.htmx:
        return render(request, "office/bound/class.html#live", context)
    framed = either_shell(request, tablet=NAV, office=NAV)
    return render(request, "office/bound/class.html", {**framed, **context})


@require_POST
def order(request: PageRequest, classroom: UUID) -> HttpResponse:
    """Have the books of the whole class made."""
    room = _room(request, classroom)
    books.order_books(actor=request.user, classroom=room, bleed=request.POST.get("bleed") == "on")
    return redirect("class_books_of", room.pk)


@require_GET
def file(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """One book."""
    return pdf_response(books.hand_over_book(actor=request.user, order=pk))


@require_GET
def archive(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """All that are ready, as one ZIP on the disk; PDFs are not pressed again."""
    whole = TemporaryFile()  # noqa: SIM115 # the response closes it
    with ZipFile(whole, "w", ZIP_STORED) as zipped:
        for number, book in enumerate(books.hand_over_batch(actor=request.user, batch=pk), 1):
            zipped.write(store.book_file(book.pk), _name(number, book))
    whole.seek(0)
    response = FileResponse(
        whole, as_attachment=True, filename="renrakucho.zip", content_type="application/zip"
    )
    response["Cache-Control"] = "no-store"
    return response


def _room(request: PageRequest, pk: UUID) -> Classroom:
    room = next((one for one in classes_bound_by(request.user) if one.pk == pk), None)
    if room is None:
        raise Http404
    return room


def _name(number: int, book: BookOrder) -> str:
    """01-髙橋陽葵-髙橋.pdf: the child, and whose pages from home are in it, so that it reaches the right hands."""
    return f"{number:02d}-{book.child.family_name}{book.child.given_name}-{book.household.name}.pdf".replace(
        "/", "_"
    )
