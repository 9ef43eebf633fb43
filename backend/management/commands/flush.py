"""Empty the tables as their owner; the application has no right to."""

from typing import Any

from django.core.management.commands import flush

from backend.database.base import ours


class Command(flush.Command):
    """Django's own, as the role that owns the tables."""

    def handle(self, **options: Any) -> None:
        with ours(options["database"]).as_owner():
            super().handle(**options)
