"""Keyset pages: they cost the same on the first and the thousandth page."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

USUAL = 50
MOST = 100
LONGEST_MARK = 200


class KeysetPagination(BasePagination):
    """`?limit=` rows after the mark `?after=`, in the order of the view's `keyset` (default `-id`).

    Works on models and on `.values()`; the mark holds the last row's own sort values, so no row is looked up.
    """

    keyset: Sequence[str] = ("-id",)
    next_url: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        keyset = getattr(view, "keyset", self.keyset)
        limit = _limit(request.query_params.get("limit", str(USUAL)))
        after = request.query_params.get("after")
        if after is not None:
            queryset = queryset.filter(_beyond(keyset, _read(after, len(keyset))))
        rows = list(queryset.order_by(*keyset)[: limit + 1])
        if len(rows) > limit:
            rows.pop()
            mark = _write([_value(rows[-1], name.lstrip("-")) for name in keyset])
            self.next_url = replace_query_param(request.build_absolute_uri(), "after", mark)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next_url})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": "string", "format": "uri", "nullable": True},
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": "limit",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
            },
            {
                "name": "after",
                "in": "query",
                "description": "The mark in the link `next` of the page before.",
                "schema": {"type": "string", "maxLength": LONGEST_MARK},
            },
        ]


def _limit(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST:
        return int(text)
    raise ValidationError({"limit": [_("A number from 1 to %(most)s.") % {"most": MOST}]})


def _value(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _write(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


def _read(mark: str, length: int) -> list[UUID | datetime]:
    """The values of a mark: times and ids, nothing else; a mark of our own never fails."""
    try:
        if len(mark) > LONGEST_MARK:
            raise ValueError(mark)
        texts = orjson.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        *times, last = map(str, texts)
        values: list[UUID | datetime] = [*map(_moment, times), UUID(last)]
        if not isinstance(texts, list) or len(values) != length:
            raise ValueError(mark)
    except (ValueError, TypeError):
        raise ValidationError({"after": [_("This mark is not one of ours.")]}) from None
    return values


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _beyond(keyset: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows strictly after the mark: each value decides when all before it are equal."""
    beyond, equal = Q(), Q()
    for name, value in zip(keyset, values, strict=True):
        field, step = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{field}__{step}": value})
        equal &= Q(**{field: value})
    return beyond
