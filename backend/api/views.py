"""The base of every endpoint: what is not hers is not there, and creating twice is impossible."""

from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import User
from backend.errors import DomainError, NotVisible
from backend.idempotency import HEADER

Row = TypeVar("Row", bound=Model)


class KeyRequired(DomainError):
    """A request that creates something came without a key. 400."""

    status = 400
    code = "idempotency_key_required"


class SignedIn(APIView):
    """A view that knows the person who asks, as her account."""

    @property
    def actor(self) -> User:
        return cast(User, self.request.user)


class VisibleViewSet(GenericViewSet[Row], SignedIn):
    """Starts every look-up with `visible_to` the person who asks.

    Actions named in `creates` need an `Idempotency-Key`; ids in the address are UUIDs.
    """

    lookup_value_converter = "uuid"
    creates: frozenset[str] = frozenset({"create"})

    def get_queryset(self) -> QuerySet[Row]:
        rows: QuerySet[Row] = cast(Any, super().get_queryset()).visible_to(self.actor)
        return rows

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in self.creates and HEADER not in request.headers:
            raise KeyRequired(
                _("This needs the header Idempotency-Key, so that it is saved once. Nothing was saved.")
            )


class VisibleField(serializers.PrimaryKeyRelatedField[Row]):
    """An id that is found among what the person who asks may see; anything else does not exist."""

    def get_queryset(self) -> QuerySet[Row]:
        user = self.context["request"].user
        rows: QuerySet[Row] = cast(Any, super().get_queryset()).visible_to(user)
        return rows


class NothingHere(APIView):
    """Any address of the API that is none: the same answer as for what is not hers."""

    permission_classes = [permissions.IsAuthenticated]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotVisible
