"""Delete what its time is over for; the same that happens every night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from facilities.services import erase_expired


class Command(BaseCommand):
    """Counts by kind of row; with --dry-run nothing is deleted."""

    help = "Delete personal data whose retention time is over"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Looking first is free."""
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line for each kind."""
        report = erase_expired(dry_run=options["dry_run"])
        verb = "would be deleted" if options["dry_run"] else "deleted"
        for kind, count in sorted(report.items()):
            self.stdout.write(f"{kind}: {count} {verb}")
        if not report:
            self.stdout.write("Nothing is over its time.")
