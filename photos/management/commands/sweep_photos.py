"""`manage.py sweep_photos`: clear what an upload left that was cut off, and files for buyers made a fortnight ago."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from photos.services.sweeping import sweep_photos


class Command(BaseCommand):
    help = "Clear files of photos that are half written or that no photo needs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hours", type=float, default=24, help="only what is older (24)")

    def handle(self, *_args: Any, **options: Any) -> None:
        swept = sweep_photos(older=timedelta(hours=options["hours"]))
        self.stdout.write(
            f"half written {swept.halves}, needed by no photo {swept.unnamed}, "
            f"parts shown no more {swept.parts}, for buyers {swept.bought}, in the temporary folder {swept.left}"
        )
