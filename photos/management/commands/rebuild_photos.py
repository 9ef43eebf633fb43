"""`manage.py rebuild_photos`: make the small files of photos anew, after a new recipe or a lost disk."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from photos.services.rebuilding import rebuild_photo, stale_photos


class Command(BaseCommand):
    help = "Make the small files of photos anew from their sealed originals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those of the present recipe")

    def handle(self, *_args: Any, **options: Any) -> None:
        made = failed = 0
        for photo in stale_photos(everything=options["all"]).iterator():
            if rebuild_photo(photo=photo):
                made += 1
            else:
                failed += 1
                self.stderr.write(f"{photo.pk}: no original, or it cannot be opened")
        self.stdout.write(f"made anew {made}, failed {failed}")
