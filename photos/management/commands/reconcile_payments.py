"""manage.py reconcile_payments: ask the card provider now about every payment that waits for its word."""

from typing import Any

from django.core.management.base import BaseCommand

from photos.services import card_checks, card_events, card_money_back, card_outside


class Command(BaseCommand):
    help = (
        "Ask the card provider about every open payment, refund and dispute, work on what it told, "
        "and send money back that waits."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Counts by what became of it; may run at any time and twice."""
        told = card_events.work_on_events()
        sent = card_money_back.send_money_back()
        said = card_checks.check_payments(everything=True)
        said |= card_outside.look_back()
        rows = [f"events {told}", f"money back {sent}", *(f"{name} {n}" for name, n in sorted(said.items()))]
        self.stdout.write(", ".join(rows))
