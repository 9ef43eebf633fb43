"""`manage.py scrub_photos`: read all sealed originals again, and say which a backup must bring back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from photos.services.scrubbing import scrub_photos


class Command(BaseCommand):
    help = "Read all sealed originals of photos again and compare them with what came."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = scrub_photos(day=None)
        self.stdout.write(
            f"whole {found.whole}, small files made anew {found.mended}, lost {len(found.lost)}"
        )
        if found.lost:
            names = "\n".join(str(one) for one in found.lost)
            raise CommandError(f"Bring these files back from the backup:\n{names}")
