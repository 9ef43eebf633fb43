"""Every refusal as JSON with a stable code: what happened, whether anything was saved, whether to try again."""

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import set_rollback

from backend.errors import DomainError, NotAllowed, NotVisible
from backend.idempotency import TooLarge

logger = structlog.get_logger(__name__)

CODES = {
    exceptions.ParseError: "malformed",
    exceptions.AuthenticationFailed: "not_authenticated",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "too_many_requests",
}


class FailureSerializer(serializers.Serializer[dict[str, Any]]):
    """The one shape of every refusal."""

    code = serializers.CharField(help_text="Stable; for programs.")
    message = serializers.CharField(help_text="A sentence a person can act on, in her language.")
    saved = serializers.BooleanField(allow_null=True, help_text="null: not known yet.")
    retry = serializers.BooleanField(help_text="Whether the same request may succeed later.")
    details = serializers.DictField(required=False)
    fields = serializers.DictField(  # type: ignore[assignment] # the name programs expect
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """DRF asks this for every exception of a view; nothing leaves the API in another shape."""
    set_rollback()
    match error:
        case DomainError():
            return Response(error.answer(), status=error.status)
        case Http404() | exceptions.NotFound():
            return Response(NotVisible().answer(), status=404)
        case RequestDataTooBig():
            return Response(
                TooLarge(_("This is too large to be sent at once. Nothing was saved.")).answer(), 413
            )
        case exceptions.ValidationError():
            return _invalid(error)
        case exceptions.APIException():
            return _refused(error)
        case PermissionDenied():
            return Response(NotAllowed().answer(), status=403)
    return _crashed(error, context)


def _failure(code: str, message: str, *, saved: bool | None = False, retry: bool = False) -> dict[str, Any]:
    return {"code": code, "message": message, "saved": saved, "retry": retry}


def _invalid(error: exceptions.ValidationError) -> Response:
    body = _failure("invalid", _("Some of this is missing or not right. Nothing was saved."))
    return Response({**body, "fields": _flat(error.detail)}, status=400)


def _flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Errors of nested fields by their path: {'scopes.facilities.0': ['…']}."""
    if isinstance(detail, dict):
        pairs = [(f"{path}.{name}" if path else str(name), value) for name, value in detail.items()]
    elif any(isinstance(one, dict) for one in detail):
        pairs = [(f"{path}.{number}" if path else str(number), value) for number, value in enumerate(detail)]
    else:
        return {path or "all": [str(one) for one in detail]}
    return {name: lines for key, value in pairs if value for name, lines in _flat(value, key).items()}


def _refused(error: exceptions.APIException) -> Response:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    code = CODES.get(type(error)) or str(getattr(error.detail, "code", "refused"))
    body = _failure(code, str(error.detail), retry=isinstance(error, exceptions.Throttled))
    return Response(body, status=error.status_code, headers=headers)


def _crashed(error: Exception, context: dict[str, Any]) -> Response:
    """Our own mistake: logged and reported as Django does, and still an answer a program can read."""
    request = context["request"]._request
    logger.error("api.crashed", error=type(error).__name__, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    message = _("Something went wrong on our side. It is safe to send this again with the same key.")
    return Response(_failure("server_error", message, saved=None, retry=True), status=500)
