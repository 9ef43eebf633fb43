"""All rows of an approved import become the roster in one transaction, or none does."""

from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict
from backend.events import publish_revocation
from facilities import policies
from facilities.models import Grant, RosterImport, RosterRow
from facilities.rosters.compare import Comparison
from facilities.rosters.verdict import Verdict
from facilities.services.rosters.records import (
    BATCH,
    Result,
    State,
    hand_to_worker,
    locked,
    one_at_a_time,
)
from facilities.services.rosters.writing import Writer


class _Drifted(Exception):
    """The roster is not what the second person saw."""


def apply_roster(roster_id: UUID) -> bool:
    """Write everything; where the roster has changed since the dry run nothing is, and all rows are checked again."""
    try:
        with transaction.atomic():
            _apply(roster_id)
            connection.check_constraints()
    except Conflict:
        return False
    except (_Drifted, IntegrityError):
        _check_again(roster_id)
        return False
    return True


def _apply(roster_id: UUID) -> None:
    one_at_a_time(RosterImport.objects.values_list("organisation", flat=True).get(pk=roster_id))
    roster = locked(roster_id, State.APPLYING)
    rows = list(RosterRow.objects.filter(roster=roster).exclude(result=Result.LEFT_OUT).order_by("number"))
    run = Comparison.of(roster, roster.organisation, timezone.localdate())
    writer = Writer(roster.organisation, timezone.localdate())
    touched: set[UUID] = set()
    for row in rows:
        verdict = run.verdict(row.number, row.values)
        if _said(verdict) != (row.result, row.child_id, row.changes, row.changes_link):
            raise _Drifted
        if verdict.effects:
            writer.add(row.number, verdict.effects)
            row.child_id = verdict.effects.child_id
            touched.add(verdict.effects.child_id)
    _keep(roster, rows, writer, touched)


def _said(verdict: Verdict) -> tuple[str, UUID | None, list[list[str]], bool]:
    return verdict.result, verdict.child_id, verdict.changes, verdict.changes_link


def _keep(roster: RosterImport, rows: list[RosterRow], writer: Writer, touched: set[UUID]) -> None:
    steps = writer.write()
    for row in rows:
        row.undo = {"steps": steps.get(row.number, [])}
    RosterRow.objects.bulk_update(rows, ["undo", "child"], batch_size=BATCH)
    actor = roster.approved_by or roster.created_by
    roster.state, roster.applied_at, roster.content, roster.problem = State.APPLIED, timezone.now(), b"", ""
    roster.version += 1
    roster.save(update_fields=["state", "applied_at", "content", "problem", "version"])
    policies.audit(
        actor,
        "roster.applied",
        "roster",
        roster.pk,
        organisation=roster.organisation_id,
        facility=roster.facility_id,
        children=len(touched),
    )
    policies.audit_children(
        actor,
        "roster.changed_child",
        sorted(touched),
        organisation=roster.organisation_id,
        facility=roster.facility_id,
    )
    tell_families(touched)


def tell_families(children: set[UUID]) -> None:
    """Open pages of these families connect again and hear what is theirs now."""
    users = Grant.objects.filter(child__in=children, guardian__user__isnull=False)
    publish_revocation(set(users.values_list("guardian__user", flat=True)))


def _check_again(roster_id: UUID) -> None:
    with transaction.atomic():
        roster = locked(roster_id, State.APPLYING)
        language = User.objects.values_list("language", flat=True).get(pk=roster.created_by_id)
        with translation.override(language):
            roster.problem = _(
                "The roster has changed since this file was checked, so nothing was applied. "
                "All rows were checked again: look at them once more."
            )
        roster.state, roster.approved_by, roster.approved_at = State.READING, None, None
        roster.version += 1
        roster.save(update_fields=["problem", "state", "approved_by", "approved_at", "version"])
        transaction.on_commit(lambda: hand_to_worker("check_roster", roster_id))
