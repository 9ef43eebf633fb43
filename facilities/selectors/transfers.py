"""Transfers a family is asked about."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from backend.prepared import Prepared
from backend.rowlevel import as_system
from facilities.acting import facility_in_hand
from facilities.models import Child, Grant, Transfer


class TransferAsked(NamedTuple):
    """A transfer that waits for the family's word, as the home shows it."""

    pk: UUID
    child: str
    place: str
    moves_on: date


def transfers_asked(
    user: User, children: Iterable[UUID] | None = None, day: date | None = None
) -> QuerySet[Transfer]:
    """Transfers of children for whom she may answer; those taken back are not there."""
    grants = Grant.objects.seen_by(user, day or timezone.localdate())
    may_answer = grants.filter(can_answer=True).values("child")
    rows = Transfer.objects.filter(child__in=may_answer, cancelled_at__isnull=True)
    if children is not None:
        rows = rows.filter(child__in=list(children))
    return rows.select_related("child", "facility", "to_facility", "to_classroom").order_by("moves_on", "pk")


def transfers_open(user: User) -> list[TransferAsked]:
    """Those that nobody has answered yet. One query, without building it: the home asks each time."""
    if facility_in_hand():
        return []
    with connection.cursor() as cursor:
        cursor.execute(OPEN.sql, OPEN.values(user=user.pk, day=timezone.localdate()))
        return [TransferAsked(*row) for row in cursor.fetchall()]


def _open(user: UUID, day: date) -> QuerySet[Transfer, tuple[UUID, str, str, date]]:
    asked = transfers_asked(User(pk=user), day=day)
    waiting = asked.filter(consented_at__isnull=True, consent_refused_at__isnull=True)
    return waiting.values_list("pk", "child__given_name", "to_facility__name", "moves_on")


OPEN = Prepared(_open, user=UUID(int=1), day=date.min)


def transfer_asked(user: User, pk: UUID) -> Transfer | None:
    """One of them."""
    return transfers_asked(user).filter(pk=pk).first()


def transfer_coming(child: Child, facilities: Iterable[UUID]) -> Transfer | None:
    """The transfer by which a child will leave one of these facilities, with the place she goes to."""
    rows = Transfer.objects.filter(
        child=child,
        facility__in=list(facilities),
        cancelled_at__isnull=True,
        moves_on__gt=timezone.localdate(),
    )
    with as_system():
        return rows.select_related("to_facility", "to_classroom").order_by("moves_on").first()
