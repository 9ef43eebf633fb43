"""Build the second wall: the application's role, its rights, and row-level security. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from backend.database.base import ours
from facilities import wall


class Command(BaseCommand):
    """As the owner of the tables; `migrate` and `restore` end with it."""

    help = "Give the application's role its rights, and put every table that names a place behind a policy"
    requires_system_checks = []

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with ours().as_owner(), transaction.atomic(), connection.cursor() as cursor:
                wall.build(cursor, ours().application_role, is_assumed=ours().assumes_role)
                count = len(wall.walled(cursor))
        except wall.WallError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"{count} tables are behind the wall, {ours().application_role} owns nothing")
