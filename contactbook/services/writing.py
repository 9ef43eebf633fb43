"""Writing into an entry, cell by cell: from a phone, from two tablets at once, from one that was without a network."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from backend.events import publish
from backend.moments import believed
from contactbook.events import EntryMoved
from contactbook.items import clean, item_at, items_of, words_in
from contactbook.merge import CellWrite, may_write, value_at, written
from contactbook.models import Entry, EntryTemplate, EntryWrite, Side, State
from contactbook.policies import require_class_writer, require_home_writer, require_writer
from contactbook.selectors.templates import template_for
from contactbook.topics import readers_of, staff_of
from facilities.acting import device_in_hand
from facilities.models import Child, Classroom, Facility, Household

MOST = 60
Outcome = EntryWrite.Outcome


@dataclass(frozen=True)
class Page:
    """Which entry is meant: a child's day on one side, or (without a child) a class's journal."""

    facility: Facility
    day: date
    side: str
    child: Child | None = None
    classroom: Classroom | None = None


@dataclass(frozen=True)
class Written:
    """The entry as it is now. `kept` are the writes that wait beside what somebody else wrote first."""

    entry: Entry
    kept: tuple[EntryWrite, ...]


@transaction.atomic
def write_cells(
    *, actor: User, page: Page, session: UUID, writes: Sequence[CellWrite], at: datetime | None = None
) -> Written:
    """Write what is new of these cells; a replay or an older one changes nothing.

    What somebody else has changed meanwhile is not overwritten: it is kept beside, for a person to settle. So is what
    arrives after the entry was published. `at` is the device's word on the time (30 days at most).
    """
    classroom, household = require_page(actor, page)
    if len(writes) > MOST:
        raise DomainError(_("Too much at once. Nothing was saved; please try again."), code="too_many")
    entry = lock_entry(page, classroom, household)
    moment = believed(at)
    known = _known(entry, session, writes)
    fresh = _fresh(entry, known, [_cleaned(entry, one) for one in writes])
    if not fresh:
        return Written(entry, kept_in(entry))
    before = entry.cells
    for write in fresh:
        known[write.path] = _write(entry, write, session, actor, moment, known.get(write.path))
    if entry.cells is not before:
        note_change(entry, actor)
    tell_of(entry)
    return Written(entry, kept_in(entry))


def look_at(actor: User, page: Page) -> Entry | None:
    """The entry as its writers have it, where there is one."""
    classroom, household = require_page(actor, page)
    return Entry.objects.filter(**_key_of(page, classroom, household)).first()


def lock_entry(page: Page, classroom: Classroom, household: Household | None) -> Entry:
    """The entry, made where it is missing; who holds it writes, others wait."""
    key = _key_of(page, classroom, household)
    rows = Entry.objects.select_for_update(of=("self",)).select_related("template", "facility", "classroom")
    found = rows.filter(**key).first()
    if found is None:
        template = _kept_template(template_for(classroom, page.side, page.day))
        Entry.objects.bulk_create(
            [Entry(**{**key, "classroom": classroom}, template=template)], ignore_conflicts=True
        )
        found = rows.get(**key)
    return found


def kept_in(entry: Entry) -> tuple[EntryWrite, ...]:
    """Texts that wait beside another, the oldest first."""
    rows = entry.writes.filter(outcome=Outcome.KEPT).select_related("actor", "device")
    return tuple(rows.order_by("received_at", "pk"))


def put_cell(entry: Entry, write: CellWrite, session: UUID) -> None:
    """The cell in the entry at hand, not yet saved."""
    entry.version += 1
    entry.cells = written(entry.cells, write, session, entry.version)


def save_cells(entry: Entry, actor: User) -> None:
    """The entry with its cells and their words."""
    entry.words = words_in(items_of(entry.template.items), entry.cells)
    entry.written_by, entry.written_at = actor, timezone.now()
    entry.save()


def _key_of(page: Page, classroom: Classroom, household: Household | None) -> dict[str, Any]:
    """What there is one entry of."""
    key = {"facility": page.facility, "day": page.day, "side": page.side}
    if page.side == Side.CLASS:
        return {**key, "classroom": classroom}
    return {**key, "child": page.child, "household": household}


def require_page(actor: User, page: Page) -> tuple[Classroom, Household | None]:
    """The class and the home of a page she may write on."""
    if page.side == Side.CLASS and page.classroom:
        require_class_writer(actor, page.classroom)
        return page.classroom, None
    if page.child is None:
        raise NotVisible
    if page.side == Side.HOME:
        guardian, enrolment = require_home_writer(actor, page.child, page.facility, page.day)
        return enrolment.classroom, guardian.household
    return require_writer(actor, page.child, page.facility, page.day).classroom, None


def note_change(entry: Entry, actor: User) -> None:
    """Somebody who has opened it must see that it changed; what was approved is to be approved again."""
    if entry.side == Side.HOME and entry.opened_at:
        entry.changed_at = timezone.now()
    if entry.state == State.WAITING or (entry.state == State.READY and entry.approved_at):
        entry.state, entry.approved_by, entry.approved_at, entry.publish_at = State.DRAFT, None, None, None
    save_cells(entry, actor)


def tell_of(entry: Entry, *, families: bool = False) -> None:
    """Open tablets look again; with `families` their screens too. A home's own other phone hears of its page."""
    topics = staff_of(entry)
    if families or entry.side == Side.HOME:
        topics += readers_of(entry)
    publish(EntryMoved(entry.facility_id, entry.classroom_id, entry.pk), topics=topics)


def _kept_template(template: EntryTemplate) -> EntryTemplate:
    """A default becomes a row when the first entry is written with it, so that it stays what it was."""
    if not template._state.adding:
        return template
    EntryTemplate.objects.bulk_create([template], ignore_conflicts=True)
    return EntryTemplate.objects.get(
        facility=template.facility_id, band=template.band, side=template.side, starts_on=template.starts_on
    )


def _cleaned(entry: Entry, write: CellWrite) -> CellWrite:
    item = item_at(items_of(entry.template.items), write.path)
    return replace(write, value=clean(item, write.value))


def _known(entry: Entry, session: UUID, writes: Sequence[CellWrite]) -> dict[str, EntryWrite]:
    """What this session has written into these cells already, by path."""
    rows = entry.writes.filter(session=session, path__in=[one.path for one in writes])
    return {row.path: row for row in rows}


def _fresh(entry: Entry, known: dict[str, EntryWrite], writes: Sequence[CellWrite]) -> list[CellWrite]:
    """Without what this session has written already, or written anew since, and what yields to somebody's word."""
    asked = [one for one in writes if not (one.is_suggestion and one.path in entry.cells)]
    return [one for one in asked if one.path not in known or one.sequence > known[one.path].sequence]


def _write(
    entry: Entry, write: CellWrite, session: UUID, actor: User, at: datetime, known: EntryWrite | None
) -> EntryWrite:
    """Into its cell, or beside it; a change that changes nothing leaves the cell as it is."""
    is_beside = known is not None and known.outcome == Outcome.KEPT
    is_open = entry.state != State.PUBLISHED and may_write(entry.cells, write, session, is_beside=is_beside)
    if is_open and value_at(entry.cells, write.path) != write.value:
        put_cell(entry, write, session)
    is_lost = not is_open and write.value is not None and value_at(entry.cells, write.path) != write.value
    row, _is_new = EntryWrite.objects.update_or_create(
        entry=entry,
        path=write.path,
        session=session,
        defaults={
            "facility_id": entry.facility_id,
            "sequence": write.sequence,
            "value": write.value,
            "outcome": Outcome.KEPT if is_lost else Outcome.WRITTEN,
            "actor": actor,
            "device_id": device_in_hand(),
            "at": at,
            "received_at": timezone.now(),
        },
    )
    return row
