"""What workers do: translate a wake-up into a service. Every task may run twice."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from photos.services import (
    card_checks,
    card_events,
    card_money_back,
    card_outside,
    clips,
    sale_reminders,
    scrubbing,
    sweeping,
)


@shared_task
def work_on_payment_events() -> None:
    """What the card provider told."""
    card_events.work_on_events()


@shared_task
def check_payment(payment_id: str) -> None:
    """A family came back from the page."""
    card_checks.check_payment(UUID(payment_id))


@shared_task
def send_money_back() -> None:
    """What two people agreed to."""
    card_money_back.send_money_back()


@shared_task
def settle_payments() -> None:
    """What a lost wake-up, a dead worker or a lost webhook left."""
    card_events.work_on_events()
    card_money_back.send_money_back()
    card_checks.check_payments()


@shared_task
def look_at_refunds_and_disputes() -> None:
    """Refunds made in the card company's dashboard and disputes whose webhooks were lost."""
    card_outside.look_back()


@shared_task
def remind_of_sales() -> None:
    """A week and two days before a sale closes."""
    sale_reminders.remind_of_sales()


@shared_task
def sweep_photos() -> None:
    """What uploads left that were cut off, and files for buyers made a fortnight ago."""
    sweeping.sweep_photos()


@shared_task
def scrub_photos() -> None:
    """A part of the sealed originals each night."""
    scrubbing.scrub_photos(day=timezone.localdate())


@shared_task
def make_clips() -> None:
    """What was brought, and what a lost wake-up or a dead worker left."""
    clips.make_clips()
