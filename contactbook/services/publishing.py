"""From the nursery's draft to what families read: approval where the facility wants it, at once or at its hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from contactbook.items import items_of, missing_in
from contactbook.models import BookSettings, Entry, EntryRevision, Side, State
from contactbook.policies import require_approver, require_keeper, require_publisher
from contactbook.selectors.templates import book_settings_of
from contactbook.services.writing import tell_of
from facilities.clock import moment_at
from facilities.models import Facility, Grant, Guardian
from facilities.policies import audit
from notices.services import notify

KIND = "entry"


@dataclass(frozen=True)
class Sent:
    """What became of the entries: families read `published`, `ready` wait for their hour, `waiting` for approval.

    `incomplete` lack something required and stay drafts.
    """

    published: tuple[Entry, ...] = ()
    ready: tuple[Entry, ...] = ()
    waiting: tuple[Entry, ...] = ()
    incomplete: tuple[Entry, ...] = ()


@transaction.atomic
def publish_entries(*, actor: User, facility: Facility, entries: Iterable[UUID]) -> Sent:
    """Let families read these drafts, as the facility's settings say. Those that went already stay as they are."""
    rows = _locked(facility, entries, State.DRAFT)
    for classroom in {row.classroom for row in rows}:
        require_publisher(actor, classroom)
    settings = book_settings_of(facility)
    incomplete = tuple(row for row in rows if missing_in(items_of(row.template.items), row.cells))
    complete = [row for row in rows if row not in incomplete]
    for row in complete:
        row.sent_by, row.sent_at, row.answer = actor, timezone.now(), ""
    if settings.needs_approval:
        return Sent(waiting=_moved(actor, complete, State.WAITING, "entry.ask"), incomplete=incomplete)
    sent = _let_go(actor, facility, complete)
    return Sent(sent.published, sent.ready, incomplete=incomplete)


@transaction.atomic
def approve_entries(*, actor: User, facility: Facility, entries: Iterable[tuple[UUID, int]]) -> Sent:
    """What the approver has read, by its version; what changed since is left waiting for her to read again."""
    require_approver(actor, facility)
    seen = dict(entries)
    rows = [row for row in _locked(facility, seen, State.WAITING) if row.version == seen[row.pk]]
    for row in rows:
        row.approved_by, row.approved_at = actor, timezone.now()
    return _let_go(actor, facility, rows)


@transaction.atomic
def unapprove_entries(*, actor: User, facility: Facility, entries: Iterable[UUID]) -> tuple[Entry, ...]:
    """Approval taken back while no family reads them: they wait again. What families read already stays as it is."""
    require_approver(actor, facility)
    rows = [row for row in _locked(facility, entries, State.READY) if row.approved_at]
    for row in rows:
        row.approved_by = row.approved_at = row.publish_at = None
    return _moved(actor, rows, State.WAITING, "entry.unapprove")


@transaction.atomic
def give_back(*, actor: User, entry: Entry, answer: str) -> Entry:
    """Back to the writer with a sentence; also what was approved, as long as no family reads it."""
    require_approver(actor, entry.facility)
    if not answer.strip():
        raise DomainError(_("Write what is to be changed. Nothing was saved."), code="answer_missing")
    current = (
        Entry.objects.select_for_update(of=("self",)).select_related("facility", "classroom").get(pk=entry.pk)
    )
    if current.state == State.PUBLISHED:
        raise Conflict(_("Families read this already. Nothing was changed."), code="published")
    if current.state == State.DRAFT:
        return current
    current.answer = answer.strip()[:200]
    current.approved_by = current.approved_at = current.publish_at = None
    return _moved(actor, [current], State.DRAFT, "entry.give_back")[0]


@transaction.atomic
def hold_unapproved(*, actor: User, facility: Facility) -> tuple[Entry, ...]:
    """From now on somebody approves here: what waited for its hour without that waits for approval instead."""
    require_keeper(actor, facility)
    rows = Entry.objects.filter(facility=facility, state=State.READY, approved_at=None)
    locked = rows.select_for_update(of=("self",)).select_related("facility", "classroom").order_by("pk")
    return _held(actor, list(locked))


@transaction.atomic
def publish_due(now: datetime | None = None, most: int = 500) -> int:
    """What waited for its hour. Whoever drives it, and however many do, each entry is published once.

    What was let go while approval was being turned on, and so was not held then, is held here.
    """
    due = Entry.objects.filter(state=State.READY, publish_at__lte=now or timezone.now())
    rows = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("facility", "classroom")
        .order_by("publish_at", "pk")[:most]
    )
    approved_at = set(
        BookSettings.objects.filter(
            facility__in={row.facility_id for row in rows}, needs_approval=True
        ).values_list("facility", flat=True)
    )
    unread = [row for row in rows if row.approved_at is None and row.facility_id in approved_at]
    _held(None, unread)
    going = [row for row in rows if row not in unread]
    _publish(None, going)
    return len(going)


def _locked(facility: Facility, entries: Iterable[UUID], state: str) -> list[Entry]:
    rows = Entry.objects.filter(pk__in=list(entries), facility=facility, state=state).exclude(side=Side.HOME)
    locked = rows.select_for_update(of=("self",)).select_related("facility", "classroom", "template")
    return list(locked.order_by("pk"))


def _let_go(actor: User, facility: Facility, rows: list[Entry]) -> Sent:
    """At once, or at the facility's hour where it has not struck yet."""
    clock, now = book_settings_of(facility).publish_at, timezone.now()
    later = []
    for row in rows:
        row.publish_at = moment_at(facility, row.day, clock) if clock else None
        if row.publish_at and row.publish_at > now:
            later.append(row)
    ready = _moved(actor, later, State.READY, "entry.ready")
    return Sent(published=_publish(actor, [row for row in rows if row not in later]), ready=ready)


def _held(actor: User | None, rows: list[Entry]) -> tuple[Entry, ...]:
    for row in rows:
        row.publish_at = None
    return _moved(actor, rows, State.WAITING, "entry.hold")


def _publish(actor: User | None, rows: list[Entry]) -> tuple[Entry, ...]:
    now = timezone.now()
    for row in rows:
        row.published_at, row.revision = now, row.revision + 1
    EntryRevision.objects.bulk_create(
        EntryRevision(
            facility_id=row.facility_id,
            entry=row,
            number=row.revision,
            cells=row.cells,
            by=actor or row.sent_by,
        )
        for row in rows
    )
    moved = _moved(actor, rows, State.PUBLISHED, "entry.publish")
    for row in moved:
        notify(
            guardians=readers_by_phone(row), facility_id=row.facility_id, kind=KIND, about=row.pk,
            key=f"{KIND}:{row.pk}:{row.revision}",
        )  # fmt: skip
    return moved


def readers_by_phone(entry: Entry) -> list[Guardian]:
    """The adults who are told that there is something to read: of the child, or of all children of the class."""
    grants = Grant.objects.live(entry.day).filter(can_view=True)
    if entry.side == Side.CLASS:
        grants = grants.filter(child__enrolments__classroom=entry.classroom_id)
    else:
        grants = grants.filter(child=entry.child_id)
    return list(Guardian.objects.filter(pk__in=grants.values("guardian")).order_by("pk"))


def _moved(actor: User | None, rows: list[Entry], state: str, action: str) -> tuple[Entry, ...]:
    for row in rows:
        row.state = state
        row.save()
        audit(
            actor, action, "entry", row.pk,
            organisation=row.facility.organisation_id, facility=row.facility, child=row.child_id,
        )  # fmt: skip
        tell_of(row, families=state == State.PUBLISHED)
    return tuple(rows)
