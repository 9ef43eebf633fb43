"""Ask the database whether everything that must hold does; ends with 1 when something does not."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from attendance.selectors.invariants import broken_days
from notices.selectors.invariants import RULES, broken_rules


class Command(BaseCommand):
    help = "Check that counters, audiences, readings and deliveries agree with each other."

    def handle(self, *_args: Any, **_options: Any) -> None:
        broken = broken_rules()
        if days := broken_days():
            broken["a day is what its stamps come to"] = days
        for rule, rows in broken.items():
            self.stdout.write(f"BROKEN {rule}: {', '.join(rows)}")
        if broken:
            sys.exit(1)
        self.stdout.write(f"All {len(RULES) + 1} rules hold.")
