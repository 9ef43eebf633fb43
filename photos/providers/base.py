"""What any way of being paid answers to. Sums are whole and in the currency's smallest unit; yen have no smaller."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID


class Unreachable(Exception):
    """The provider did not answer, or not now. What was asked may have been done: ask the same again."""


class Refused(Exception):
    """The provider said no for good: nothing was done."""


class NotGenuine(Exception):
    """What came as the provider's word is not."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A family is to pay for an order. `key` makes asking twice one, so the rest must be the same then, too.
    Nothing here names a person."""

    key: str
    order_id: UUID
    payment_id: UUID
    facility_id: UUID
    yen: int
    title: str
    until: datetime
    paid_url: str
    left_url: str


@dataclass(frozen=True, slots=True)
class Page:
    """Where the family pays, and the provider's name of it."""

    reference: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a page stands at the provider now. `ids` are those we sent along."""

    reference: str
    state: Literal["open", "waiting", "paid", "expired"]
    amount: int
    currency: str
    intent: str
    ids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One event of the provider: its name, its kind, what it is about, and the payment that belongs to it."""

    event: str
    kind: str
    reference: str
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A refund or a dispute as the provider has it now: open, taken from the account, or void, which took nothing.
    `back` is our own name of a refund that we sent."""

    kind: Literal["refund", "dispute"]
    reference: str
    intent: str
    state: Literal["open", "taken", "void"]
    amount: int
    back: UUID | None = None
    answer_by: datetime | None = None


class Provider(Protocol):
    """A way of being paid."""

    name: str

    def open(self, asking: Asking) -> Page | None:
        """A page to pay on; none where nothing is paid on a page."""
        ...

    def look(self, reference: str) -> Standing | None:
        """How a page stands; none where there is none of this name."""
        ...

    def close(self, reference: str) -> None:
        """Nobody can pay on it any more. Refused when it is paid or closed already."""
        ...

    def pay_back(self, *, intent: str, amount: int, key: str, back: UUID) -> str:
        """Send money back to where it came from; the provider's name of that. The same key twice is once."""
        ...

    def moves(self, *, intent: str = "", since: datetime | None = None) -> Iterable[Move]:
        """What went back or is disputed, of one payment or of all since then."""
        ...

    def read(self, body: bytes, signature: str) -> Told:
        """What it tells of its own accord; NotGenuine unless it is signed, and lately."""
        ...
