"""How endpoints are described in /api/schema/."""

from drf_spectacular.openapi import AutoSchema


class Schema(AutoSchema):
    """Our description of an endpoint."""
