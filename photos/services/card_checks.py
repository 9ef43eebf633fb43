"""Asking the provider how payments stand: after its word, after a family came back, and where its word was lost."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models import Q
from django.utils import timezone

from backend.celery import wake
from photos.models import Payment
from photos.order_states import OrderState
from photos.providers import Refused, Standing, Unreachable, provider_of
from photos.services.card_paying import LIFE, ask_for_page
from photos.services.card_standing import free_unpaid, take_standing

AGAIN = timedelta(minutes=10)
SOON = timedelta(seconds=20)
MANY = 50
log = structlog.get_logger()


def ask_soon(payment: Payment) -> None:
    """A family came back from the page: a worker asks now, at most each 20 seconds."""
    now = timezone.now()
    rows = Payment.objects.filter(pk=payment.pk, state=Payment.State.OPEN)
    if rows.filter(Q(asked_at=None) | Q(asked_at__lt=now - SOON)).update(asked_at=now):
        wake("photos.tasks.check_payment", str(payment.pk))


def check_payment(payment_id: UUID) -> str:
    """Ask, and take what is said. Nothing here needs a lock: the standing is the provider's, taking it has one."""
    payment = Payment.objects.select_related("order__facility").get(pk=payment_id)
    Payment.objects.filter(pk=payment_id).update(asked_at=timezone.now())
    try:
        standing = _standing(payment)
    except Unreachable as error:
        log.warning("card_unreachable", payment=str(payment_id), error=str(error))
        return "unreachable"
    if standing is None:
        return "none"
    return take_standing(payment_id, standing)


def check_payments(*, everything: bool = False) -> dict[str, int]:
    """Those without a word for a while, and those whose order was closed; then orders nobody pays are freed."""
    now = timezone.now()
    open_ones = Payment.objects.filter(state=Payment.State.OPEN)
    quiet = Q(asked_at=None, created_at__lt=now - AGAIN) | Q(asked_at__lt=now - AGAIN)
    closed = Q(order__state=OrderState.CANCELLED) & (Q(asked_at=None) | Q(asked_at__lt=now - SOON))
    rows = open_ones if everything else open_ones.filter(quiet | closed)
    said: dict[str, int] = {}
    for pk in rows.order_by("asked_at", "created_at").values_list("pk", flat=True)[
        : None if everything else MANY
    ]:
        outcome = check_payment(pk)
        said[outcome] = said.get(outcome, 0) + 1
    freed = free_unpaid()
    return said | ({"freed": said.get("freed", 0) + freed} if freed else {})


def _standing(payment: Payment) -> Standing | None:
    """How it stands; a page of a closed order is closed first, so that no money can come for it."""
    provider = provider_of(payment.order.method, payment.order.facility.organisation_id)
    if not payment.reference:
        try:
            ask_for_page(payment)
        except Refused:
            return None
    if payment.order.state == OrderState.CANCELLED or payment.created_at < timezone.now() - 2 * LIFE:
        try:
            provider.close(payment.reference)
        except Refused as error:
            log.info("card_page_closed_already", payment=str(payment.pk), error=str(error))
    return provider.look(payment.reference)
