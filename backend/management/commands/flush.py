"""Empty the tables as their owner; the application has no right to."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush
from psycopg.errors import DeadlockDetected

from backend.database.base import ours

TRIES = 3


class Command(flush.Command):
    """Django's own, as the role that owns the tables; a deadlock with somebody at work is tried again."""

    def handle(self, **options: Any) -> None:
        with ours(options["database"]).as_owner():
            for attempt in range(1, TRIES + 1):
                try:
                    super().handle(**options)
                    return
                except CommandError as error:
                    if attempt == TRIES or not _was_deadlock(error):
                        raise


def _was_deadlock(error: BaseException | None) -> bool:
    """Whether PostgreSQL ended it so that the other could go on; Django wraps that twice."""
    while error is not None:
        if isinstance(error, DeadlockDetected):
            return True
        error = error.__cause__
    return False
