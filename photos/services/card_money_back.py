"""Money back to cards: agreed by two people first, then sent until the provider has taken it, once."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.celery import wake
from backend.errors import Conflict
from backend.outbox import OutboxState, Outcome, work_through
from photos.ledger import Method, Step
from photos.models import MoneyBack, Order, Payment, Refund, StrayMoney
from photos.policies import require_album_keeper, require_not_own, require_second_settler
from photos.providers import Refused, Unreachable, provider_of
from photos.services.card_standing import book_stray
from photos.services.sales_ledger import given_outside, note_order

BATCH = 10


def send_refund_back(order: Order, refund: Refund) -> None:
    """Part of the service in which the second person agreed; nothing to send for what the monthly fee collected."""
    if order.method != Method.CARD:
        return
    payment = Payment.objects.filter(order=order, state=Payment.State.PAID).first()
    if payment is None:
        raise Conflict(_("No payment by card is known for this order. Nothing was paid back."))
    _queue(
        MoneyBack(
            facility_id=order.facility_id,
            refund=refund,
            provider=payment.provider,
            intent=payment.intent,
            amount=payment.yen - given_outside(order),
            due_at=timezone.now(),
        )
    )


@transaction.atomic
def ask_stray_back(*, actor: User, stray: StrayMoney) -> StrayMoney:
    """The first of two people: this money goes back to the card it came from. Twice is once."""
    current = _lock(actor, stray)
    if current.asked_by_id is None:
        current.asked_by, current.asked_at = actor, timezone.now()
        current.save(update_fields=["asked_by", "asked_at"])
        _note(actor, "photo_order.stray_asked", current)
    return current


@transaction.atomic
def agree_stray_back(*, actor: User, stray: StrayMoney) -> StrayMoney:
    """The second of two people: it is sent. Twice is once."""
    current = _lock(actor, stray)
    if current.agreed_at is not None:
        return current
    if current.asked_by_id is None:
        raise Conflict(_("Nobody asks for this any more. Nothing was paid."))
    require_second_settler(actor, current)
    current.agreed_by, current.agreed_at = actor, timezone.now()
    current.save(update_fields=["agreed_by", "agreed_at"])
    book_stray(current, Step.RETURNED)
    _queue(
        MoneyBack(
            facility_id=current.facility_id,
            stray=current,
            provider=current.provider,
            intent=current.intent,
            amount=current.amount - current.left_outside,
            due_at=timezone.now(),
        )
    )
    _note(actor, "photo_order.stray_agreed", current)
    return current


@transaction.atomic
def send_again(*, actor: User, back: MoneyBack) -> MoneyBack:
    """What the provider would not take is tried again as something new, after somebody has looked there."""
    require_album_keeper(actor, back.facility)
    current = MoneyBack.objects.select_for_update(of=("self",)).get(pk=back.pk)
    if current.state != OutboxState.REFUSED:
        return current
    MoneyBack.objects.filter(pk=current.pk).update(
        state=OutboxState.QUEUED,
        due_at=timezone.now(),
        tries=current.tries + 1,
        token=0,
        attempts=0,
        error="",
    )
    transaction.on_commit(lambda: wake("photos.tasks.send_money_back"))
    current.refresh_from_db()
    return current


def send_money_back() -> int:
    """All that waits; returns how many sums the provider took."""
    return work_through(MoneyBack.objects.all(), BATCH, _send)


def _send(row: MoneyBack) -> Outcome[MoneyBack]:
    """Asked again after a crash it is the same refund, as long as the key is the same."""
    key = f"back-{row.pk}" + (f"-{row.tries}" if row.tries > 1 else "")
    try:
        provider = provider_of(Method.CARD, row.facility.organisation_id)
        reference = provider.pay_back(intent=row.intent, amount=row.amount, key=key, back=row.pk)
    except Unreachable as error:
        return Outcome(row, OutboxState.QUEUED, str(error))
    except Refused as error:
        return Outcome(row, OutboxState.REFUSED, str(error))
    MoneyBack.objects.filter(pk=row.pk).update(reference=reference)
    return Outcome(row, OutboxState.HANDED_OVER)


def _queue(back: MoneyBack) -> None:
    back.save(force_insert=True)
    transaction.on_commit(lambda: wake("photos.tasks.send_money_back"))


def _lock(actor: User, stray: StrayMoney) -> StrayMoney:
    require_album_keeper(actor, stray.facility)
    rows = StrayMoney.objects.select_for_update(of=("self",)).select_related("order__household", "facility")
    current = rows.get(pk=stray.pk)
    if current.order is not None:
        require_not_own(actor, current.order)
    return current


def _note(actor: User, action: str, stray: StrayMoney) -> None:
    if stray.order is not None:
        note_order(actor, action, stray.order, why=stray.why)
