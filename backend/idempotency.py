"""One key, one effect, the same answer again: what makes every unsafe request safe to send twice.

A request that carries `Idempotency-Key` runs once for its person and key (docs/decisions/idempotency.md).
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import orjson
import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.errors import DomainError
from backend.models import IdempotentAnswer

logger = structlog.get_logger(__name__)

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LEASE = timedelta(seconds=60)
RETRY_AFTER = 1
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
RUN_AGAIN_AFTER = frozenset({401, 403, 429})
KEPT_HEADERS = (
    "Location", "ETag", "HX-Location", "HX-Push-Url", "HX-Redirect", "HX-Refresh", "HX-Replace-Url",
    "HX-Reswap", "HX-Retarget", "HX-Trigger",
)  # fmt: skip
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_KEY = re.compile(r"[!-~]{1,255}")


class KeyInvalid(DomainError):
    """The key is no printable ASCII text of 1 to 255 characters. 400."""

    status = 400
    code = "idempotency_key_invalid"


class KeyMismatch(DomainError):
    """The key was used for something else. 409."""

    status = 409
    code = "idempotency_mismatch"


class InProgress(DomainError):
    """The first request with this key has not been answered yet. 409, and safe to repeat."""

    status = 409
    code = "in_progress"
    retry = True
    saved = None


class TooLarge(DomainError):
    """More than one request may carry. 413."""

    status = 413
    code = "too_large"


class IdempotencyMiddleware:
    """Runs a request once per signed-in person and key; without a key it stands aside and asks nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None or request.method not in UNSAFE or not request.user.is_authenticated:
            return self.get_response(request)
        try:
            content = address_of(request) if _is_private(request) else fingerprint(request)
            claim = _claim(request.user.pk, _checked(key), content)
        except DomainError as refusal:
            return refuse(request, refusal)
        if isinstance(claim, IdempotentAnswer):
            return _replay(claim)
        response = self.get_response(request)
        claim.settle(response, keep=not _is_private(request) or 300 <= response.status_code < 400)
        return response


@dataclass(frozen=True)
class _Claim:
    """This request's turn with a key; `since` tells it from a later one that took over after the lease."""

    answer_id: int
    since: datetime

    def settle(self, response: HttpResponse, *, keep: bool = True) -> None:
        """Keep the answer, or give the key back when the request should run again."""
        mine = IdempotentAnswer.objects.filter(pk=self.answer_id, created_at=self.since, status=None)
        try:
            if keep and _is_final(response):
                kept = mine.update(**_columns(response))
            else:
                kept, _counts = mine.delete()
        except DatabaseError as error:
            # The work is done and committed; a repeat runs after the lease, and services know their own rows.
            logger.warning("idempotency.not_kept", error=type(error).__name__)
            return
        if not kept:
            logger.warning("idempotency.lease_lost")


def leaves_no_trace(view: View) -> View:
    """A view whose content is kept nowhere: not its hash, not a page that repeats it; a redirect is."""
    view.leaves_no_trace = True  # type: ignore[attr-defined] # a mark on the function itself
    return view


def _is_private(request: HttpRequest) -> bool:
    try:
        return getattr(resolve(request.path_info).func, "leaves_no_trace", False) is True
    except Resolver404:
        return False


def address_of(request: HttpRequest) -> bytes:
    """Method and address alone: the key itself is all that tells one such request from another."""
    return hashlib.sha256(f"{request.method}\n{request.get_full_path()}\n".encode()).digest()


def fingerprint(request: HttpRequest) -> bytes:
    """What makes two requests the same: method, address and content, not CSRF token or form boundaries."""
    digest = hashlib.sha256(f"{request.method}\n{request.get_full_path()}\n".encode())
    try:
        for part in _content(request):
            digest.update(hashlib.sha256(part).digest())
    except RequestDataTooBig:
        raise TooLarge(_("This is too large to be sent at once. Nothing was saved.")) from None
    return digest.digest()


def _content(request: HttpRequest) -> Iterator[bytes]:
    if request.content_type not in FORMS:
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        if name != "csrfmiddlewaretoken":
            yield orjson.dumps([name, values])
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield orjson.dumps([name, getattr(file, "name", "")])
            yield from file.chunks()


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise KeyInvalid(_("The idempotency key must be 1 to 255 plain characters. Nothing was saved."))
    return key


def _claim(actor: UUID, key: str, content: bytes) -> _Claim | IdempotentAnswer:
    """The turn to run, or the answer given before; raises InProgress and KeyMismatch."""
    for _attempt in range(3):
        now = timezone.now()
        try:
            with transaction.atomic():
                row = IdempotentAnswer.objects.create(
                    actor=actor, key=key, request_hash=content, created_at=now
                )
            return _Claim(row.pk, now)
        except IntegrityError:
            found = IdempotentAnswer.objects.filter(actor=actor, key=key).first()
        if found is not None:
            return _earlier(found, content, now)
    raise _in_progress()


def _earlier(row: IdempotentAnswer, content: bytes, now: datetime) -> _Claim | IdempotentAnswer:
    if bytes(row.request_hash) != content:
        raise KeyMismatch(_("This key was already used for something else. Nothing was saved."))
    if row.status is not None:
        return row
    stale = IdempotentAnswer.objects.filter(pk=row.pk, status=None, created_at=row.created_at)
    if row.created_at < now - LEASE and stale.update(created_at=now):
        return _Claim(row.pk, now)
    raise _in_progress()


def _in_progress() -> InProgress:
    return InProgress(_("This is being saved at this moment. Please wait a little and try again."))


def _is_final(response: HttpResponse) -> bool:
    return (
        response.status_code < 500 and response.status_code not in RUN_AGAIN_AFTER and not response.streaming
    )


def _columns(response: HttpResponse) -> dict[str, Any]:
    return {
        "status": response.status_code,
        "content_type": response.headers.get("Content-Type", ""),
        "headers": {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        "body": response.content,
    }


def _replay(row: IdempotentAnswer) -> HttpResponse:
    headers = {**row.headers, REPLAYED: "true", "Cache-Control": "no-store"}
    return HttpResponse(
        bytes(row.body or b""), status=row.status, content_type=row.content_type, headers=headers
    )


def refuse(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """As JSON for programs, as the sentence or page every other refusal uses for people."""
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        response = HttpResponse(
            orjson.dumps(refusal.answer(), default=str),
            status=refusal.status,
            content_type="application/json",
        )
    else:
        template = "refused.html#sentence" if request.headers.get("HX-Request") else "refused.html"
        response = render(request, template, {"error": refusal}, status=refusal.status)
    if refusal.retry:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
