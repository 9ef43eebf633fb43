"""How endpoints are described in /api/schema/: every refusal, and the key that makes writing safe."""

from typing import Any, Literal

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from backend.api.failures import FailureSerializer
from backend.idempotency import HEADER, REPLAYED, UNSAFE

ALWAYS = {
    400: "Not understood, or some of it is not right (`fields`).",
    401: "Nobody is signed in.",
    403: "She may see it but not do this, or the CSRF token is missing.",
    404: "Not there, or not hers.",
    406: "Only JSON is spoken here.",
    429: "Too many requests; `Retry-After` says when.",
}
WHEN_WRITING = {
    409: "Somebody was there first, or the key was used before.",
    413: "Too large.",
    415: "Only JSON is understood.",
    422: "A rule says no.",
}


class Schema(AutoSchema):
    """Our description of an endpoint."""

    def get_override_parameters(self) -> list[Any]:
        """The key, required where something is created."""
        if self.method not in UNSAFE:
            return []
        creates = getattr(self.view, "action", "") in getattr(self.view, "creates", ())
        key = {"type": "string", "pattern": "^[!-~]{1,255}$", "minLength": 1, "maxLength": 255}
        return [OpenApiParameter(HEADER, key, OpenApiParameter.HEADER, required=creates)]

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        failure = self.resolve_serializer(FailureSerializer(), "response").ref
        refusals = {**ALWAYS, **(WHEN_WRITING if self.method in UNSAFE else {})}
        for status, description in refusals.items():
            bodies.setdefault(
                str(status),
                {"description": description, "content": {"application/json": {"schema": failure}}},
            )
        if self.method in UNSAFE:
            replayed = {"schema": {"type": "string", "enum": ["true"]}, "description": "Answered before."}
            for code, body in bodies.items():
                if code.startswith("2"):
                    body.setdefault("headers", {})[REPLAYED] = replayed
        return bodies


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # registers itself, untyped
    """The browser's session cookie."""

    target_class = "backend.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
