"""Who has read a page of the contact book: the family what the nursery wrote, the teachers what home wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from contactbook.models import Entry, Side, State
from facilities.models import Guardian
from facilities.selectors.family import Family, adults_reading_along
from mobile_web.moments import moment_words
from mobile_web.views.guardian.marks import Marks, marks_of
from notices.selectors.inbox import FamilyMark


@dataclass(frozen=True)
class Beside:
    """The sentences under a page."""

    marks: Marks
    seen: str
    changed: str
    is_draft: bool
    is_read_by_me: bool


def beside_of(family: Family, entries: Sequence[Entry]) -> dict[UUID, Beside]:
    """By entry, whose readings are known. One query for all."""
    adults = adults_reading_along(family) if entries else []
    return {row.pk: _beside(family, adults, row) for row in entries}


def _beside(family: Family, adults: Sequence[Guardian], entry: Entry) -> Beside:
    read: dict[UUID | None, datetime] = {one.user_id: one.read_at for one in entry.readings.all()}
    if entry.side == Side.HOME:
        return Beside(Marks("", False), _seen(entry), _changed(entry), entry.state == State.DRAFT, True)
    marks = [
        FamilyMark(
            adult.name, str(adult.get_relation_display()), adult.user_id == family.user.pk,
            read.get(adult.user_id), None,
        )
        for adult in adults
    ]  # fmt: skip
    return Beside(marks_of(marks), "", "", False, family.user.pk in read)


def _seen(entry: Entry) -> str:
    if entry.opened_at:
        return _("A teacher saw it %(when)s") % {"when": moment_words(entry.opened_at)}
    return "" if entry.state == State.DRAFT else _("Not opened by the nursery yet")


def _changed(entry: Entry) -> str:
    return _("changed %(when)s") % {"when": moment_words(entry.changed_at)} if entry.changed_at else ""
