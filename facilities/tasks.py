"""What workers do for people and places: translate a wake-up into a service. Every task may run twice."""

from celery import shared_task

from facilities import services


@shared_task
def seal_audit() -> None:
    """Link new entries of the audit, so that a later change shows."""
    services.seal_entries()


@shared_task
def keep_retention() -> None:
    """Once a night: delete what its time is over for."""
    services.erase_expired()


@shared_task
def mail_digits() -> None:
    """Mail the digits that wait; also what a lost wake-up or a dead worker left."""
    services.mail_waiting()
