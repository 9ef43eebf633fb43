"""The first organisation and the first person of its central office, with the code that opens her account."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from backend.errors import DomainError
from facilities.services import make_organisation


class Command(BaseCommand):
    """Prints the code once; it is stored nowhere."""

    help = "Make an organisation and invite the first sender of its central office"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names as they are shown to families."""
        parser.add_argument("name", help="of the organisation, such as 見本区")
        parser.add_argument("first_name", metavar="person", help="name of the first person")
        parser.add_argument(
            "--office", default="", help="of the central office; else the organisation's name"
        )
        parser.add_argument("--kana", default="", help="reading of the person's name")
        parser.add_argument("--phone", default="", help="of the central office")

    def handle(self, *_args: Any, **options: Any) -> None:
        """All or nothing; a second run with the same name makes nothing."""
        try:
            invited = make_organisation(
                name=options["name"],
                office_name=options["office"] or options["name"],
                phone=options["phone"],
                first_name=options["first_name"],
                first_kana=options["kana"],
            )
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        until = timezone.localtime(invited.expires_at)
        self.stdout.write(f"{settings.BASE_URL}{reverse('staff_join')}")
        self.stdout.write(f"{invited.code}   (once, until {until:%Y-%m-%d %H:%M})")
