"""What workers do for attendance: translate a wake-up into a service. Every task may run twice."""

from celery import shared_task

from attendance import services


@shared_task
def work_out_extended_care() -> None:
    """Once a night: drafts of this month and the last one, at every facility that has rules."""
    services.work_out_everywhere()


@shared_task
def watch() -> None:
    """The second driver of the no-show watch, beside `manage.py watch`; whoever comes first has looked."""
    services.run_watch()
    services.advance_watch()
    services.beat_watch("celery")
