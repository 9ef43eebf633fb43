"""Recompute the chain of the audit and say whether it is whole."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from facilities.services.audit_chain import seal_entries, verify_chain


class Command(BaseCommand):
    """Ends with an error at the first entry that was changed, taken out or put in."""

    help = "Check that no entry of the audit was changed or removed"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A head from the log (event `audit_sealed`) also finds an end that was cut off."""
        parser.add_argument("--known", metavar="NUMBER:HASH", help="a head that the log remembers")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Seal what is new, then walk the whole chain."""
        known = None
        if options["known"]:
            number, _colon, head = options["known"].partition(":")
            if not number.isdecimal() or len(head) != 64:
                raise CommandError("--known is the number and the hash of a log line, such as 1200:9f86d0…")
            known = (int(number), head)
        seal_entries()
        chain = verify_chain(known)
        if chain.trouble:
            raise CommandError(f"The audit is not whole after {chain.links} entries: {chain.trouble}.")
        self.stdout.write(f"{chain.links} entries are whole. Head: {chain.links}:{chain.head}")
