"""The default: the nursery collects what was bought with the monthly fee, and gives back with it."""

# ruff: noqa: ARG002 - it answers to the interface, and needs little of it

from datetime import datetime
from uuid import UUID

from photos.providers.base import Asking, Move, NotGenuine, Page, Standing, Told


class MonthlyFee:
    """No page, no events: the office notes what it collected."""

    name = "fee"

    def open(self, asking: Asking) -> Page | None:
        """Nothing to do on a page."""
        return None

    def look(self, reference: str) -> Standing | None:
        """There is no page to look at."""
        return None

    def close(self, reference: str) -> None:
        """There is no page to close."""

    def pay_back(self, *, intent: str, amount: int, key: str, back: UUID) -> str:
        """By the office itself, on a statement."""
        return ""

    def moves(self, *, intent: str = "", since: datetime | None = None) -> tuple[Move, ...]:
        """The office knows."""
        return ()

    def read(self, body: bytes, signature: str) -> Told:
        """It tells nothing."""
        raise NotGenuine
