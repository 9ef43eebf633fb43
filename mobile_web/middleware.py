"""DomainErrors of services, answered as pages: one sentence, what was saved, what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from backend.errors import DomainError


class DomainErrorMiddleware:
    """The one mapping of refusals to pages; htmx asks for a fragment, a browser for a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        template = "refused.html#sentence" if request.headers.get("HX-Request") else "refused.html"
        return render(request, template, {"error": error}, status=error.status)
