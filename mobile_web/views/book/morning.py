"""A home's morning in one step: its page of the contact book, and the absence where a child stays at home."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from attendance.models import Report
from attendance.services import Seat, Words, send_report
from backend.errors import Conflict, DomainError
from contactbook.items import Item, items_of
from contactbook.merge import CellWrite
from contactbook.models import Entry
from contactbook.services import Page, WrittenEach, send_entry, write_each
from contactbook.words import answer_words

NOTE = 300
TOLD = frozenset({"told_already", "sent_already"})


@dataclass(frozen=True)
class Morning:
    """One press of the button. `reason` is why the child stays at home, or empty where she comes."""

    page: Page
    session: UUID
    writes: Sequence[CellWrite]
    reason: str = ""
    stays_home: bool = False


@dataclass(frozen=True)
class Sent:
    """`refused` by path: then what was right is saved as a draft and nothing was sent."""

    written: WrittenEach
    entry: Entry | None = None
    reports: list[Report] = field(default_factory=list)


def send_morning(*, actor: User, morning: Morning) -> Sent:
    """Write, report, send. The same again changes nothing; what stays a draft says so."""
    page = morning.page
    written = write_each(actor=actor, page=page, session=morning.session, writes=morning.writes)
    if written.refused:
        return Sent(written)
    with transaction.atomic():
        entry = send_entry(actor=actor, page=page, stays_home=morning.stays_home or bool(morning.reason))
        return Sent(written, entry, _reported(actor, morning, entry) if morning.reason else [])


def _reported(actor: User, morning: Morning, entry: Entry) -> list[Report]:
    """The absence in the words of the page. What the family told before by another way stands."""
    page = morning.page
    seats = [Seat(page.child, page.facility)] if page.child else []
    try:
        with transaction.atomic():
            return send_report(
                actor=actor, seats=seats, id=morning.session, words=words_of(morning.reason, entry)
            )
    except Conflict as error:
        if error.code not in TOLD:
            raise
        return []


def words_of(reason: str, entry: Entry) -> Words:
    """Temperature and symptoms as they stand in the entry; what a report has no box for goes into its note."""
    degrees, symptoms, texts = _told_in(entry)
    known = tuple(one for one in symptoms if one in Report.Symptom.values)
    other = "、".join(answer_words(one) for one in symptoms if one not in known)
    note = "\n".join(filter(None, (other, *texts)))
    return Words(
        kind=Report.Kind.ABSENT,
        starts_on=entry.day,
        ends_on=entry.day,
        reason=reason,
        temperature=Decimal(str(degrees["c"])) if degrees else None,
        symptoms=known,
        note=note if len(note) <= NOTE else f"{note[: NOTE - 1]}…",
    )


def _told_in(entry: Entry) -> tuple[dict[str, Any] | None, list[str], list[str]]:
    """The newest temperature, symptoms, texts."""
    degrees: dict[str, Any] | None = None
    symptoms: list[str] = []
    texts: list[str] = []
    for item, value in _answers(entry):
        if item.kind == "temperature" and (degrees is None or value["at"] >= degrees["at"]):
            degrees = value
        elif item.key == "symptoms" and item.kind == "choices":
            symptoms = value
        elif item.kind == "text":
            texts.append(value)
    return degrees, symptoms, texts


def refusal_of(sent: Sent) -> DomainError | None:
    """The first sentence, where something was refused."""
    return next(iter(sent.written.refused.values()), None)


def _answers(entry: Entry) -> Iterator[tuple[Item, Any]]:
    """What stands in it, in the order of its form."""
    for item in items_of(entry.template.items):
        for path, cell in entry.cells.items():
            if path.partition("/")[0] == item.key and cell["v"] is not None:
                yield item, cell["v"]
