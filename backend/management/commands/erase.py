"""Delete what its time is over for, as every night; or the one family that asked to be forgotten."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from accounts.models import User
from backend.errors import DomainError
from facilities.models import Child, Household
from facilities.services import erase_expired, erase_family


class Command(BaseCommand):
    """Counts by kind of row; with --dry-run nothing is deleted."""

    help = "Delete personal data whose retention time is over, or of one family that asked for it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Looking first is free."""
        parser.add_argument("--dry-run", action="store_true", help="only count; for the retention rules")
        parser.add_argument(
            "--family", type=UUID, metavar="ID", help="of the household, or of one of its adults"
        )
        parser.add_argument("--by", metavar="LOGIN", help="in whose name: a sender of the central office")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line for each kind."""
        is_dry = options["dry_run"]
        if options["family"] and (is_dry or not options["by"]):
            raise CommandError("--family needs --by LOGIN beside it, and no --dry-run. Nothing was deleted.")
        report = self._family(options) if options["family"] else erase_expired(dry_run=is_dry)
        verb = "would be deleted" if is_dry else "deleted"
        for kind, count in sorted(report.items()):
            self.stdout.write(f"{kind}: {count} {verb}")
        if not report:
            self.stdout.write("Nothing is over its time.")

    def _family(self, options: dict[str, Any]) -> dict[str, int]:
        actor = User.objects.filter(login__iexact=options["by"]).first()
        named = Q(pk=options["family"]) | Q(guardians=options["family"])
        household = Household.objects.filter(named).distinct().first()
        if actor is None or household is None:
            what = "family with this number" if actor else "account with this login name"
            raise CommandError(f"There is no {what}. Nothing was deleted.")
        if not options["yes"]:
            self._ask(household)
        try:
            return dict(erase_family(actor=actor, household=household).report)
        except DomainError as error:
            raise CommandError(str(error.message)) from error

    def _ask(self, household: Household) -> None:
        """Plainly, with the names, since nobody can undo it."""
        adults = ", ".join(household.guardians.order_by("call_order", "pk").values_list("name", flat=True))
        children = Child.objects.filter(grants__guardian__household=household).distinct().order_by("pk")
        self.stdout.write(f"Family: {household.name}")
        self.stdout.write(f"Adults: {adults}")
        self.stdout.write(f"Children: {', '.join(map(str, children))}")
        try:
            answer = input("Delete everything that names them, for ever? Type yes: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was deleted.")
