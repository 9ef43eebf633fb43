"""What workers do: translate a wake-up into a service or a round of sending. Every task may run twice."""

from uuid import UUID

from celery import shared_task

from notices import services
from notices.delivery import send_messages, send_waiting
from notices.models import Channel


@shared_task
def release_notice(notice_id: str) -> None:
    """At the end of the hold."""
    services.release_notice(UUID(notice_id))


@shared_task
def freeze_recipients(notice_id: str) -> None:
    """Write the rows of a notice that open screens already show."""
    services.freeze_recipients(UUID(notice_id))


@shared_task
def release_due_notices() -> None:
    """What a lost wake-up or a dead worker left."""
    services.release_due_notices()
    services.finish_publications()


@shared_task
def deliver_all() -> None:
    """Start one sender for each channel."""
    for channel in Channel.values:
        deliver.delay(channel)


@shared_task
def deliver(channel: str) -> None:
    """Send until nothing is due."""
    send_waiting(channel)


@shared_task
def sweep_deliveries() -> None:
    """What a lost wake-up or a dead worker left, and retries whose time has come."""
    for channel in Channel.values:
        send_waiting(channel)


@shared_task
def deliver_messages(channel: str) -> None:
    """Send short messages until none is due."""
    send_messages(channel)


@shared_task
def sweep_messages() -> None:
    """What a lost wake-up or a dead worker left, and retries whose time has come."""
    for channel in Channel.values:
        send_messages(channel)


@shared_task
def remind_unread() -> None:
    services.remind_unread()


@shared_task
def forget_browsers() -> None:
    """Once a night."""
    services.forget_browsers()


@shared_task
def forget_messages() -> None:
    """Once a night."""
    services.forget_messages()
