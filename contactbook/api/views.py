"""Endpoints of the contact book for a family: translate, decide nothing."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.authentication import SessionAuthentication
from backend.api.views import VisibleViewSet
from backend.errors import NotAllowed, NotVisible
from contactbook import services
from contactbook.api import serializers
from contactbook.api.bearer import BearerAuthentication
from contactbook.merge import CellWrite
from contactbook.models import BookToken, Entry, Side
from contactbook.services import Page
from facilities.clock import today_at
from facilities.models import Child, Enrolment, Facility, on_day

COLUMNS = {"child": "child", "side": "side", "first": "day__gte", "last": "day__lte"}


class EntryViewSet(VisibleViewSet[Entry]):
    """A family's entries, newest first: by session, or by a personal token for the children it names."""

    queryset = Entry.objects.filter(child__isnull=False)
    serializer_class = serializers.EntrySerializer
    authentication_classes = (BearerAuthentication, SessionAuthentication)
    keyset = ("-day", "-id")

    def get_queryset(self) -> QuerySet[Entry]:
        rows = Entry.objects.read_by_family(self.actor).filter(child__isnull=False).select_related("template")
        return rows.filter(child__in=self.token.children) if self.token else rows

    @property
    def token(self) -> BookToken | None:
        """The personal token she asks with; None at a browser."""
        return cast("BookToken | None", self.request.auth)

    @extend_schema(parameters=[serializers.AskedSerializer])
    def list(self, request: Request) -> Response:
        """A page of entries."""
        asked = serializers.AskedSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        wanted = {COLUMNS[name]: value for name, value in asked.validated_data.items()}
        page = self.paginate_queryset(self.get_queryset().filter(**wanted)) or []
        return self.get_paginated_response([_row(entry) for entry in page])

    def retrieve(self, request: Request, pk: Any) -> Response:
        """One entry."""
        return Response(_row(self.get_object()))

    @extend_schema(request=serializers.HomePageSerializer, responses={201: serializers.EntrySerializer})
    def create(self, request: Request) -> Response:
        """Write a home's page, and send it if asked to; 409 where somebody has changed a cell meanwhile."""
        form = serializers.HomePageSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        data = form.validated_data
        self._require(data["child"].pk)
        facility = _facility(data["child"], data.get("facility"), data.get("day") or timezone.localdate())
        page = Page(facility, data.get("day") or today_at(facility), Side.HOME, data["child"])
        writes = [CellWrite(one["path"], one["value"], one["base"]) for one in data["cells"]]
        entry = services.prefill_entry(actor=self.actor, page=page, writes=writes, is_sent=data["send"])
        return Response(_row(entry), status=201)

    def _require(self, child: UUID) -> None:
        """What her token is for."""
        if self.token and child not in self.token.children:
            raise NotVisible
        if self.token and not self.token.can_write:
            raise NotAllowed


def _row(entry: Entry) -> dict[str, Any]:
    entry.shown_cells = serializers.cells_of(entry)  # type: ignore[attr-defined] # for the serializer only
    return cast("dict[str, Any]", serializers.EntrySerializer(entry).data)


def _facility(child: Child, asked: Facility | None, day: date) -> Facility:
    """Where she goes on that day; with several, the one named, else the first."""
    rows = Enrolment.objects.filter(on_day(day), child=child).select_related("facility")
    found = (rows.filter(facility=asked) if asked else rows).order_by("kind", "pk").first()
    if found is None:
        raise NotVisible
    return found.facility
