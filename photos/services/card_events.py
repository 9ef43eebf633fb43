"""The inbox of what the card provider tells: kept at once, each event once, and worked on apart from the answer."""

from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from backend.celery import wake
from backend.outbox import OutboxState, Outcome, work_through
from facilities.models import Facility
from photos.models import MoneyBack, Order, Payment, PaymentEvent, StrayMoney
from photos.providers import Provider, Standing, Unreachable, card_of
from photos.services.card_outside import look_outside
from photos.services.card_standing import NOT_OURS, keep_stray, listen_again, take_standing

PAGES = "checkout.session."
MOVES = ("refund.", "charge.refund", "charge.dispute.")
BATCH = 20
log = structlog.get_logger()


@transaction.atomic
def keep_event(*, organisation_id: UUID, provider: Provider, body: bytes, signature: str) -> bool:
    """Keep what a signature proves; NotGenuine else. True for what was not told before."""
    told = provider.read(body, signature)
    _event, made = PaymentEvent.objects.get_or_create(
        organisation_id=organisation_id,
        provider=provider.name,
        event=told.event[:120],
        defaults={
            "kind": told.kind[:80],
            "reference": told.reference[:120],
            "intent": told.intent[:120],
            "due_at": timezone.now(),
        },
    )
    if made:
        transaction.on_commit(lambda: wake("photos.tasks.work_on_payment_events"))
    return made


def work_on_events() -> int:
    """All that wait; what cannot be asked about now waits longer. Returns how many were settled."""
    return work_through(PaymentEvent.objects.all(), BATCH, _work_on)


def _work_on(event: PaymentEvent) -> Outcome[PaymentEvent]:
    try:
        outcome = _act(event)
    except Unreachable as error:
        return Outcome(event, OutboxState.QUEUED, str(error))
    PaymentEvent.objects.filter(pk=event.pk).update(outcome=outcome[:12])
    return Outcome(event, OutboxState.HANDED_OVER)


def _act(event: PaymentEvent) -> str:
    """The event only says where to look: what holds is what the provider has now, whatever order they came in."""
    if event.kind.startswith(MOVES):
        return look_outside(event.organisation_id, event.intent or _intent_of_ours(event))
    if not event.kind.startswith(PAGES):
        return NOT_OURS
    provider = card_of(event.organisation_id)
    if provider is None:
        raise Unreachable("no account")
    standing = provider.look(event.reference)
    if standing is None or not {"order", "payment", "facility"} <= standing.ids.keys():
        return NOT_OURS
    payment = _payment_of(event, standing)
    if payment is None:
        return _unknown(event, standing)
    if not payment.reference:  # we were killed before we could write it down
        Payment.objects.filter(pk=payment.pk).update(reference=standing.reference)
    return take_standing(payment.pk, standing)


def _payment_of(event: PaymentEvent, standing: Standing) -> Payment | None:
    """Of this organisation alone: its account speaks for nobody else's orders."""
    rows = Payment.objects.filter(
        provider=event.provider, order__facility__organisation=event.organisation_id
    )
    found = rows.filter(reference=standing.reference).first()
    return found or rows.filter(pk=_id(standing, "payment"), reference="").first()


def _unknown(event: PaymentEvent, standing: Standing) -> str:
    """Money for an order that is not here, after a backup was restored perhaps: the office is shown it."""
    if standing.state != "paid":
        return "unknown"
    places = Facility.objects.filter(organisation=event.organisation_id)
    place = places.filter(pk=_id(standing, "facility")).first() or places.order_by("pk").first()
    order = Order.objects.filter(pk=_id(standing, "order"), facility=place).first()
    with transaction.atomic():
        if order is not None:
            keep_stray(order, event.provider, standing, StrayMoney.Why.UNKNOWN)
        elif place is not None:
            _keep_nameless(place, event.provider, standing)
        listen_again(event.organisation_id, standing.intent)
    log.warning("card_money_unknown", event_id=event.event, known_order=order is not None)
    return "stray"


def _keep_nameless(place: Facility, provider: str, standing: Standing) -> None:
    StrayMoney.objects.get_or_create(
        provider=provider,
        reference=standing.reference,
        defaults={
            "facility": place,
            "intent": standing.intent,
            "amount": standing.amount,
            "currency": standing.currency,
            "why": StrayMoney.Why.UNKNOWN,
        },
    )


def _intent_of_ours(event: PaymentEvent) -> str:
    """Of a refund that we sent, where the event did not say."""
    rows = MoneyBack.objects.filter(facility__organisation=event.organisation_id, reference=event.reference)
    return rows.exclude(reference="").values_list("intent", flat=True).first() or ""


def _id(standing: Standing, name: str) -> UUID:
    """One of the ids that were sent along; that of nothing when it is none."""
    try:
        return UUID(standing.ids[name])
    except (KeyError, ValueError):
        return UUID(int=0)
