"""Between the dry run and the roster: rows left out, a second person, or away with it."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import policies
from facilities.models import RosterImport, RosterRow
from facilities.services.rosters.records import MOVED_ON, Result, State, count_rows, hand_to_worker, locked

ERRORS_IN_THE_WAY = _(
    "Rows with errors are in the way. Leave them out or correct the file. Nothing was changed."
)
OPEN = (State.READING, State.CHECKED, State.WAITING, State.REFUSED)


@transaction.atomic
def leave_row_out(*, actor: User, roster: RosterImport, number: int) -> None:
    """A row with an error, or one she does not want, is not applied."""
    policies.require_roster_keeper(actor, roster.organisation_id, roster.facility_id)
    roster = locked(roster.pk, State.CHECKED)
    if not RosterRow.objects.filter(roster=roster, number=number).exists():
        raise NotVisible
    rows = RosterRow.objects.filter(roster=roster, number=number).exclude(result=Result.UNCHANGED)
    rows.update(result=Result.LEFT_OUT)
    _recount(roster)


@transaction.atomic
def put_row_back(*, actor: User, roster: RosterImport, number: int) -> None:
    """A row left out counts again as what it was."""
    policies.require_roster_keeper(actor, roster.organisation_id, roster.facility_id)
    roster = locked(roster.pk, State.CHECKED)
    row = RosterRow.objects.filter(roster=roster, number=number).first()
    if row is None:
        raise NotVisible
    if row.result == Result.LEFT_OUT:
        before = Result.CHANGED if row.child_id else Result.NEW
        row.result = Result.ERROR if row.problems else before
        row.save(update_fields=["result"])
    _recount(roster)


@transaction.atomic
def ask_approval(
    *, actor: User, roster: RosterImport, version: int, leave_errors: bool = False
) -> RosterImport:
    """Done looking: where links change a second person is asked, else it is applied. Errors stop it until left out."""
    policies.require_roster_keeper(actor, roster.organisation_id, roster.facility_id)
    roster = locked(roster.pk, State.CHECKED, version=version)
    if leave_errors:
        RosterRow.objects.filter(roster=roster, result=Result.ERROR).update(result=Result.LEFT_OUT)
    roster.counts = count_rows(roster)
    if roster.counts[Result.ERROR]:
        raise DomainError(ERRORS_IN_THE_WAY)
    if not roster.counts[Result.NEW] + roster.counts[Result.CHANGED]:
        raise DomainError(_("No row changes anything. There is nothing to apply."))
    roster.version += 1
    roster.state = State.WAITING if roster.counts["links"] else State.APPLYING
    roster.save(update_fields=["counts", "state", "version", "problem"])
    _note(actor, "roster.asked", roster)
    if roster.state == State.APPLYING:
        transaction.on_commit(partial(hand_to_worker, "apply_roster", roster.pk))
    return roster


@transaction.atomic
def approve_roster(*, actor: User, roster: RosterImport, version: int) -> RosterImport:
    """The second person has seen who will belong to whom; now it is applied."""
    policies.require_roster_keeper(actor, roster.organisation_id, roster.facility_id)
    if actor.pk == roster.created_by_id:
        raise NotAllowed(_("Somebody else must look at it: you brought this file. Nothing was changed."))
    roster = locked(roster.pk, State.WAITING, version=version)
    roster.state = State.APPLYING
    roster.approved_by, roster.approved_at = actor, timezone.now()
    roster.version += 1
    roster.save(update_fields=["state", "approved_by", "approved_at", "version"])
    _note(actor, "roster.approved", roster)
    transaction.on_commit(partial(hand_to_worker, "apply_roster", roster.pk))
    return roster


@transaction.atomic
def discard_roster(*, actor: User, roster: RosterImport) -> None:
    """Away with the file and everything read from it; what was applied stays applied. Twice is once."""
    policies.require_roster_keeper(actor, roster.organisation_id, roster.facility_id)
    roster = locked(roster.pk, *State)
    if roster.state == State.DISCARDED:
        return
    if roster.state not in OPEN:
        raise Conflict(MOVED_ON)
    RosterRow.objects.filter(roster=roster).delete()
    roster.state, roster.content = State.DISCARDED, b""
    roster.version += 1
    roster.save(update_fields=["state", "content", "version"])
    _note(actor, "roster.discarded", roster)


def _recount(roster: RosterImport) -> None:
    roster.counts = count_rows(roster)
    roster.version += 1
    roster.save(update_fields=["counts", "version"])


def _note(actor: User, action: str, roster: RosterImport) -> None:
    counts: dict[str, Any] = {name: n for name, n in roster.counts.items() if isinstance(n, int)}
    policies.audit(
        actor,
        action,
        "roster",
        roster.pk,
        organisation=roster.organisation_id,
        facility=roster.facility_id,
        **counts,
    )
