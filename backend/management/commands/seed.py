"""Fill an empty database with an invented ward, or with the facilities of a real list."""

from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from backend.database.base import ours
from backend.demo_data import logins, make
from backend.demo_data.facility_list import ListError
from backend.demo_data.numbers import Plan
from facilities.models import Organisation


class Command(BaseCommand):
    """The same arguments give the same people; a database that holds data is never touched."""

    help = "Fill an empty database with invented families"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--facilities", type=int, default=20)
        parser.add_argument("--children", type=int, default=2000)
        parser.add_argument("--seed", type=int, default=Plan.seed, help="the number everything follows from")
        parser.add_argument(
            "--facility-list", action="append", default=[], metavar="FILE", help="facilities (CSV)"
        )
        parser.add_argument("--ward", default="", help="only the facilities of this ward of the list")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is data already")
        parser.add_argument(
            "--quiet-logins", action="store_true", help="write the sign-ins to their file only"
        )
        parser.add_argument("--reset", action="store_true", help="delete everything first (development only)")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Invented people with a known password do not belong in production.")
        if options["reset"]:
            call_command("flush", interactive=False, verbosity=0)
        elif Organisation.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("The database holds data already. --reset deletes it, --if-empty leaves it.")
        self._seed(options)
        people = logins.table(logins.write_logins())
        if not options["quiet_logins"]:
            self.stdout.write(f"Sign-ins:\n{people}")

    def _seed(self, options: dict[str, Any]) -> None:
        facilities, children = options["facilities"], options["children"]
        if facilities < 1 or children < facilities * 10:
            raise CommandError("Give at least one facility, and ten children for each.")
        plan = Plan(seed=options["seed"], facilities=facilities, children=children)
        files = [Path(name) for name in options["facility_list"]]
        try:
            with nullcontext() if connection.in_atomic_block else ours().as_owner():  # who may ANALYZE
                if files:
                    make.seed_facility_list(plan, files, options["ward"], self.stdout.write)
                else:
                    make.seed_ward(plan, self.stdout.write)
        except (ListError, OSError) as error:
            raise CommandError(str(error)) from error
