"""A family goes to the card company's page. What the page brought is never decided here (card_standing)."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from photos.models import Order, Payment
from photos.policies import require_own_order
from photos.providers import Asking, Page, Refused, Unreachable, provider_of
from photos.services.sales_ledger import lock_order, note_order

LIFE = timedelta(hours=1)
log = structlog.get_logger()


def begin_payment(*, actor: User, order: Order) -> str:
    """The address of the page on which this order is paid; asked for again it is the same page.

    The attempt with its key is committed before the provider is asked: whatever breaks off in between, asking
    again finds the same page, so nobody pays twice. A refusal ends the attempt, and one more is made.
    """
    for is_last in (False, True):
        try:
            payment = _attempt(actor, order)
            return payment.address or ask_for_page(payment)
        except Unreachable as error:
            log.warning("card_unreachable", order=str(order.pk), error=str(error))
            raise DomainError(
                _(
                    "The card company does not answer. Your order is kept and nothing was paid; try again soon."
                ),
                code="card_unreachable",
            ) from error
        except Refused as error:
            log.warning("card_refused", order=str(order.pk), error=str(error))
            if is_last:
                break
    raise DomainError(
        _("Cards cannot be taken just now. Your order is kept and nothing was paid; tell the nursery."),
        code="card_refused",
    )


def ask_for_page(payment: Payment) -> str:
    """Ask the provider for the page of this attempt, as often as need be: the key makes it one."""
    order = payment.order
    provider = provider_of(order.method, order.facility.organisation_id)
    try:
        page = provider.open(_asking(payment))
    except Refused:
        _close(payment)
        raise
    return _keep(payment, page) if page else ""


@transaction.atomic
def _attempt(actor: User, order: Order) -> Payment:
    """The attempt that is open, or one more."""
    require_own_order(actor, order)
    current = lock_order(order)
    if not current.awaits_card:
        raise Conflict(_("There is nothing to pay for this order. Nothing was changed."))
    payment = Payment.objects.filter(order=current, state=Payment.State.OPEN).first()
    if payment is None:
        earlier = Payment.objects.filter(order=current).count()
        payment = Payment.objects.create(
            facility_id=current.facility_id,
            order=current,
            provider=provider_of(current.method, current.facility.organisation_id).name,
            key=f"{current.pk}-{earlier + 1}" if earlier else str(current.pk),
            yen=current.total,
        )
        note_order(actor, "photo_order.paying", current, attempt=earlier + 1)
    payment.order = current
    return payment


def _asking(payment: Payment) -> Asking:
    order = payment.order
    return Asking(
        key=payment.key,
        order_id=order.pk,
        payment_id=payment.pk,
        facility_id=order.facility_id,
        yen=payment.yen,
        title=f"写真 Photos No. {order}",
        until=payment.created_at + LIFE,
        paid_url=settings.BASE_URL + reverse("guardian_order_paid", args=[order.pk]),
        left_url=settings.BASE_URL + reverse("guardian_order_left", args=[order.pk]),
    )


@transaction.atomic
def _keep(payment: Payment, page: Page) -> str:
    """What it answered; a second worker that asked meanwhile got the same answer."""
    Payment.objects.filter(pk=payment.pk).update(
        reference=page.reference, address=page.address, changed_at=timezone.now()
    )
    payment.reference, payment.address = page.reference, page.address
    return page.address


@transaction.atomic
def _close(payment: Payment) -> None:
    """Refused before there was a page: nobody can have paid."""
    rows = Payment.objects.filter(pk=payment.pk, state=Payment.State.OPEN, reference="")
    rows.update(state=Payment.State.FAILED, changed_at=timezone.now())
