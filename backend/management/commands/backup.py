"""Write the whole installation into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.backup import BackupError, Database, back_up
from backend.database.base import ours


class Command(BaseCommand):
    """Works while people work: database and hashes come from one snapshot."""

    help = "Write database, media and a manifest of hashes into FILE (tar); it must not exist yet"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        target: Path = options["file"]
        try:
            manifest = back_up(Database.of(ours().owner_settings()), Path(settings.MEDIA_ROOT), target)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        tables, files = len(manifest["tables"]), len(manifest["files"]) - 1
        self.stdout.write(f"{target}: {rows} rows of {tables} tables, {files} media files")
