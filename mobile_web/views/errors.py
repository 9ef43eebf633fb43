"""Answers to requests that never reached a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from backend.errors import NotAllowed


def csrf_failure(request: HttpRequest, **_reason: str) -> HttpResponse:
    """A form from a page that was open too long, or from elsewhere."""
    error = NotAllowed(_("This page was open for too long. Nothing was saved. Open it again and repeat."))
    return render(request, "refused.html", {"error": error}, status=403)
