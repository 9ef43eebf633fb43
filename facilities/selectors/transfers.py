"""Transfers a family is asked about."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from backend.rowlevel import as_system
from facilities.models import Child, Grant, Transfer


def transfers_asked(user: User, children: Iterable[UUID] | None = None) -> QuerySet[Transfer]:
    """Transfers of children for whom she may answer; those taken back are not there."""
    may_answer = Grant.objects.seen_by(user, timezone.localdate()).filter(can_answer=True).values("child")
    rows = Transfer.objects.filter(child__in=may_answer, cancelled_at__isnull=True)
    if children is not None:
        rows = rows.filter(child__in=list(children))
    return rows.select_related("child", "facility", "to_facility", "to_classroom").order_by("moves_on", "pk")


def transfers_open(user: User) -> QuerySet[Transfer]:
    """Those that nobody has answered yet."""
    return transfers_asked(user).filter(consented_at__isnull=True, consent_refused_at__isnull=True)


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
