"""Pages of the contact book that staff open on a tablet or at a PC."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from mobile_web.http import PageRequest
from mobile_web.views.office.frame import either_shell


def staff_page(request: PageRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """In the frame of who looks: the tablet's for teachers, the PC's for the manager."""
    tablet = "book_approval" if name in ("approval", "give_back") else "teacher_books"
    context |= either_shell(request, tablet=tablet, office="office_book")
    return render(request, f"book/{name}.html", context, status=status)
