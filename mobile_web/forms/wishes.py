"""What a family says of its meeting: up to three wishes, and times that cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from backend.errors import DomainError
from mobile_web.http import uuid_or_none

RANKS = ("1", "2", "3")
CANNOT = "x"


@dataclass(frozen=True)
class Wished:
    """Marks of times as they were sent: {slot: "1", "2", "3" or "x"}. `double` are wishes with two times."""

    marks: Mapping[UUID, str] = field(default_factory=dict)
    double: tuple[str, ...] = ()

    @classmethod
    def of(cls, sent: QueryDict) -> "Wished":
        """From the page's boxes, `w1` to `w3` and `wx`; nonsense is left out."""
        named = {mark: [uuid_or_none(text) for text in sent.getlist(f"w{mark}")] for mark in (CANNOT, *RANKS)}
        marks = {slot: mark for mark, slots in named.items() for slot in slots if slot}
        return cls(marks, tuple(rank for rank in RANKS if len(set(named[rank])) > 1))

    def said(self) -> tuple[list[UUID], list[UUID]]:
        """Wishes in their order and what cannot be, as the service takes them."""
        if self.double:
            raise DomainError(
                _("Wish %(number)s stands at two times. Leave it at one. Nothing was saved.")
                % {"number": self.double[0]}
            )
        if not self.marks:
            raise DomainError(_("Mark at least one time. Nothing was saved."))
        wishes = sorted((mark, slot) for slot, mark in self.marks.items() if mark != CANNOT)
        return [slot for _mark, slot in wishes], [slot for slot, mark in self.marks.items() if mark == CANNOT]
