"""What workers do: translate a wake-up into a service. Every task may run twice."""

from celery import shared_task

from surveys import services


@shared_task
def remind_due() -> None:
    """Those who have not answered, at the chosen times and on the last morning."""
    services.remind_due()


@shared_task
def remind_of_meetings() -> None:
    """Families without a time, at the chosen times; the others the day before."""
    services.remind_of_meetings()
