"""Bring an installation back from a file of `manage.py backup`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from backend.backup import BackupError, Database, restore
from backend.database.base import ours


class Command(BaseCommand):
    """Checks the file, loads it in one transaction, then compares rows and hashes of every table."""

    help = "Restore FILE and compare every table with its manifest; stop the other processes first"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--yes", action="store_true", help="restore into the database of DATABASE_URL")
        parser.add_argument("--overwrite", action="store_true", help="replace a database that is not empty")

    def handle(self, *_args: Any, **options: Any) -> None:
        database = Database.of(ours().owner_settings())
        if not options["yes"]:
            raise CommandError(
                f"Say --yes to restore into the database {database.name!r}. Nothing was changed."
            )
        connection.close()
        try:
            manifest = restore(
                database, Path(settings.MEDIA_ROOT), options["file"], overwrite=options["overwrite"]
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        call_command("wall", verbosity=0)
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"Restored and compared: {rows} rows of {len(manifest['tables'])} tables, "
            f"{len(manifest['files']) - 1} media files, made {manifest['made_at']}"
        )
