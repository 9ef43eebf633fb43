"""Structured logs without personal data: ids, routes and durations, never names, addresses or texts."""

import logging
import logging.config
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("request")
PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

# Where it broke, never with what: local variables hold names, texts and tickets.
TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def configure(options: dict[str, Any]) -> None:
    """One JSON object a line on standard error, for our own and for foreign loggers."""
    renderer = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=PROCESSORS,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            TRACEBACKS,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(renderer)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(options["level"])
    for noisy in (
        "django.server",
        "daphne",
        "django.channels.server",
        "uvicorn.access",
        "weasyprint",
        "fontTools",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Django's own request logger prints the whole path, which may hold a ticket or an invitation.
    logging.getLogger("django.request").addFilter(_without_arguments)
    logging.getLogger("weasyprint").addFilter(_names_no_letter)
    structlog.configure(
        processors=[*PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _without_arguments(record: logging.LogRecord) -> bool:
    """Keep the message's shape, drop the address it names."""
    record.args = tuple(
        "…" if isinstance(value, str) and value.startswith("/") else value for value in record.args or ()
    )
    return True


def _names_no_letter(record: logging.LogRecord) -> bool:
    """Drop the warning for each letter no font has: in a diary they would stand in the log one after the other."""
    return not str(record.msg).startswith(".notdef glyph")


class RequestLogMiddleware:
    """One line a request: route name, status, milliseconds, and an id that the answer carries too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse | Awaitable[HttpResponse]]) -> None:
        self.get_response: Any = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid4().hex[:16]
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        try:
            response: HttpResponse = self.get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-Id"] = request_id
        match = request.resolver_match
        log.info(
            "request",
            request_id=request_id,
            method=request.method,
            route=match.view_name if match else None,
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return response
