"""Migrate as the owner of the tables, then build the second wall from the tables that are there."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate

from backend.database.base import ours


class Command(migrate.Command):
    """Django's own, as the role that owns the tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        with ours(options["database"]).as_owner():
            super().handle(*args, **options)
            if not options["plan"] and not options["check_unapplied"]:
                call_command("wall", verbosity=0)
