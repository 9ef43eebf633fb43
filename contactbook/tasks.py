"""What workers do for contact books: translate a wake-up into a service. Every task may run twice."""

from celery import shared_task

from contactbook import services


@shared_task
def publish_due() -> None:
    """What waited for its hour, a handful at a time until nothing is due; others publish beside it."""
    while services.publish_due():
        pass
