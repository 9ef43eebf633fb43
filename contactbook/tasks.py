"""What workers do for contact books: translate a wake-up into a service. Every task may run twice."""

from uuid import UUID

from celery import shared_task

from contactbook import services
from contactbook.services import books


@shared_task
def publish_due() -> None:
    """What waited for its hour, a handful at a time until nothing is due; others publish beside it."""
    while services.publish_due():
        pass


@shared_task
def make_book(order: str) -> None:
    """The next step of a bound book; the step after it is a task of its own."""
    books.make_step(UUID(order))


@shared_task
def resume_books() -> None:
    """Books that a dead worker or a lost wake-up left go on."""
    books.resume_books()


@shared_task
def remove_expired_books() -> None:
    """Once a night: files whose time is over."""
    books.remove_expired()
