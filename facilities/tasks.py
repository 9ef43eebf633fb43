"""What workers do for people and places: translate a wake-up into a service. Every task may run twice."""

from uuid import UUID

from celery import shared_task

from facilities import services
from facilities.services import rosters


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


@shared_task
def check_roster(roster_id: str) -> None:
    """The dry run of a file; a second run begins again."""
    rosters.check_roster(UUID(roster_id))


@shared_task
def apply_roster(roster_id: str) -> None:
    """An approved file becomes the roster; a second run finds nothing to do."""
    rosters.apply_roster(UUID(roster_id))


@shared_task
def mail_letters() -> None:
    """Mail to people without an account; the beat picks up what a lost wake-up left."""
    services.mail_letters()


@shared_task
def remind_members() -> None:
    """Once a day: who must renew within 30 days."""
    services.remind_members()


@shared_task
def end_leavers() -> None:
    """After midnight: whose last day was yesterday opens nothing any more."""
    services.end_leavers()
