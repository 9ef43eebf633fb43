"""Make the data of the demo ready; `./run demo` calls this before it serves."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from facilities.models import Organisation


class Command(BaseCommand):
    """Bring schema, data and static files up to date; each step does nothing where nothing is to do."""

    help = "Migrate, seed an empty database and collect static files"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Facility lists are handed on to `seed`."""
        parser.add_argument("--facility-list", action="append", default=[], metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the steps in order."""
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self._seed(options["facility_list"])
        self._collect_static()

    def _seed(self, lists: list[str]) -> None:
        if "seed" not in get_commands():
            self.stdout.write("There is no seed command: the database stays empty.")
        elif not Organisation.objects.exists():
            self.stdout.write("Seeding a ward")
            call_command("seed", "--quiet-logins", *(f"--facility-list={name}" for name in lists))
        elif lists:
            self.stdout.write("The database holds data already: --facility-list needs --reset beside it.")

    def _collect_static(self) -> None:
        """Hashing and compressing take seconds, so they run only when a source file changed."""
        stamp = Path(settings.STATIC_ROOT) / ".sources"
        digest = _static_digest()
        if not stamp.exists() or stamp.read_text() != digest:
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            stamp.write_text(digest)


def _static_digest() -> str:
    """Name, size and time of every source file: enough to see a change without reading them."""
    marks = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            marks.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()
