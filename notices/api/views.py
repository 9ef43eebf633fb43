"""Endpoints of notices: translate, decide nothing."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.views import VisibleViewSet
from backend.errors import Conflict, NotVisible
from backend.receipts import Receipt
from facilities.selectors.family import family_of
from notices import services
from notices.api import rows, serializers
from notices.models import Notice
from notices.selectors.desk import followed_by
from notices.selectors.reach import reach_of, seen_facilities
from notices.selectors.readers import readers_of

VIEWS = ("received", "sent")
WHICH = OpenApiParameter(
    "view", enum=VIEWS, default="received", description="As a guardian, or as one who sends."
)
ONE_OF_TWO = PolymorphicProxySerializer(
    "Notice",
    [serializers.ReceivedNoticeDetailSerializer, serializers.SentNoticeDetailSerializer],
    resource_type_field_name=None,
    many=False,
)
LIST_OF_TWO = PolymorphicProxySerializer(
    "NoticeLine",
    [serializers.ReceivedNoticeSerializer, serializers.SentNoticeSerializer],
    resource_type_field_name=None,
    many=True,
)


class NotYet(Conflict):
    """For the seconds between telling the open screens and writing the rows of the audience. 409."""

    code = "not_yet"
    retry = True


class NoticeViewSet(VisibleViewSet[Notice]):
    """Notices received as a guardian (the default) or worked on as one who sends (`?view=sent`)."""

    queryset = Notice.objects.all()

    @property
    def keyset(self) -> tuple[str, ...]:
        return ("-id",) if self._is_sent_view() else ("-published_at", "-id")

    def get_queryset(self) -> QuerySet[Notice]:
        """By how she looks at them; writing is always done as one who sends."""
        if self.action == "readings" or (self.action in ("list", "retrieve") and not self._is_sent_view()):
            return Notice.objects.received_by(self.actor)
        if self.action in ("list", "retrieve", "reach"):
            return followed_by(self.actor)
        return Notice.objects.managed_by(self.actor).filter(asks="")

    @extend_schema(operation_id="notices_list", parameters=[WHICH], responses=LIST_OF_TWO)
    def list(self, request: Request) -> Response:
        """A page of notices, newest first."""
        if self._is_sent_view():
            return self.get_paginated_response(self.paginate_queryset(rows.sent_rows(self.get_queryset())))
        page = self.paginate_queryset(rows.received_rows(self.get_queryset(), self.actor))
        return self.get_paginated_response(rows.as_received(page or [], self.actor))

    @extend_schema(operation_id="notices_retrieve", parameters=[WHICH], responses=ONE_OF_TWO)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """One notice with its text."""
        notice = self.get_object()
        detail = (
            rows.sent_detail(notice) if self._is_sent_view() else rows.received_detail(notice, self.actor)
        )
        return Response(detail)

    @extend_schema(
        request=serializers.NewDraftSerializer, responses={201: serializers.SentNoticeDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        """Begin a draft."""
        draft = services.save_draft(actor=self.actor, **self._valid(serializers.NewDraftSerializer))
        return Response(rows.sent_detail(draft), status=201)

    @extend_schema(request=serializers.DraftSerializer, responses=serializers.SentNoticeDetailSerializer)
    def update(self, request: Request, pk: Any) -> Response:
        """Change a draft; 409 with both texts when somebody saved meanwhile."""
        notice = self.get_object()
        values = self._valid(serializers.DraftSerializer)
        services.save_draft(
            actor=self.actor,
            notice=notice,
            organisation=notice.organisation,
            facility=notice.facility,
            **values,
        )
        return Response(rows.sent_detail(notice))

    @extend_schema(request=serializers.SendSerializer, responses=serializers.SentNoticeDetailSerializer)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, pk: Any) -> Response:
        """Send after the hold, or at a time."""
        notice = self.get_object()
        services.schedule_notice(actor=self.actor, notice=notice, **self._valid(serializers.SendSerializer))
        return Response(rows.sent_detail(notice))

    @extend_schema(request=None, responses=serializers.SentNoticeDetailSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: Any) -> Response:
        """Take it back while it is held."""
        notice = self.get_object()
        services.undo_schedule(actor=self.actor, notice=notice)
        return Response(rows.sent_detail(notice))

    @extend_schema(request=serializers.RecallSerializer, responses=serializers.SentNoticeDetailSerializer)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: Any) -> Response:
        """Hide a sent notice everywhere and say why."""
        notice = self.get_object()
        services.recall_notice(actor=self.actor, notice=notice, **self._valid(serializers.RecallSerializer))
        return Response(rows.sent_detail(notice))

    @extend_schema(request=serializers.ReadingSerializer, responses=serializers.StoredSerializer)
    @action(detail=True, methods=["post"])
    def readings(self, request: Request, pk: Any) -> Response:
        """Record that this guardian was shown, opened or confirmed it; again is no error."""
        notice = self.get_object()
        kind = self._valid(serializers.ReadingSerializer)["kind"]
        receipt = Receipt(notice.pk, kind, timezone.now(), self.actor.pk, readers_of(family_of(self.actor)))
        stored = services.record_readings([receipt])[0]
        if stored is None:
            raise NotYet(_("This notice is just going out. Please try again in a moment."))
        if not stored:
            raise NotVisible
        return Response({"kind": kind, "stored": True})

    @extend_schema(responses=serializers.ReachSerializer)
    @action(detail=True, methods=["get"])
    def reach(self, request: Request, pk: Any) -> Response:
        """How far it has come."""
        notice = self.get_object()
        return Response(rows.reach_row(reach_of(notice, seen_facilities(self.actor, notice))))

    def _is_sent_view(self) -> bool:
        view = self.request.query_params.get("view", "received")
        if view not in VIEWS:
            raise ValidationError(
                {"view": [_("Choose one of: %(choices)s.") % {"choices": ", ".join(VIEWS)}]}
            )
        return view == "sent"

    def _valid(self, shape: Any) -> dict[str, Any]:
        serializer = shape(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)
