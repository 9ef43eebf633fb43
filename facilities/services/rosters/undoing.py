"""The last import taken back, as long as nobody has gone on from it."""

from collections import defaultdict
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError
from facilities import policies
from facilities.models import RosterImport, RosterRow
from facilities.services.rosters.applying import tell_families
from facilities.services.rosters.records import State, locked, one_at_a_time
from facilities.services.rosters.writing import KINDS, Step, said, update

WITHIN = timedelta(days=7)
TOO_LATE = _("Imports can be taken back for seven days. Nothing was changed.")
NOT_LAST = _("A later file was applied after this one. Take that back first. Nothing was changed.")
GONE_ON = _(
    "%(n)s entries of this import were changed since. Nothing was taken back; correct them one by one."
)
IN_USE = _(
    "Something was already written about new children or guardians of this import. Nothing was taken back."
)


@transaction.atomic
def undo_roster(*, actor: User, roster: RosterImport) -> RosterImport:
    """Everything as it was before the import, or nothing and a sentence why not."""
    policies.require_roster_keeper(actor, roster.organisation_id, roster.facility_id)
    one_at_a_time(roster.organisation_id)
    roster = locked(roster.pk, State.APPLIED, State.UNDONE)
    if roster.state == State.UNDONE:
        return roster
    _require_last(roster)
    rows = list(RosterRow.objects.filter(roster=roster))
    steps: dict[str, list[Step]] = defaultdict(list)
    for row in rows:
        for step in row.undo.get("steps", ()):
            steps[step[0]].append(step)
    touched = {row.child_id for row in rows if row.child_id and row.undo.get("steps")}
    tell_families(touched)
    _take_back(steps)
    roster.state, roster.undone_by, roster.undone_at = State.UNDONE, actor, timezone.now()
    roster.version += 1
    roster.save(update_fields=["state", "undone_by", "undone_at", "version"])
    policies.audit(
        actor, "roster.undone", "roster", roster.pk,
        organisation=roster.organisation_id, facility=roster.facility_id, children=len(touched),
    )  # fmt: skip
    policies.audit_children(
        actor,
        "roster.changed_back",
        sorted(touched),
        organisation=roster.organisation_id,
        facility=roster.facility_id,
    )
    return roster


def _require_last(roster: RosterImport) -> None:
    if roster.applied_at is None or timezone.now() - roster.applied_at > WITHIN:
        raise DomainError(TOO_LATE)
    later = RosterImport.objects.filter(
        organisation=roster.organisation_id, state=State.APPLIED, applied_at__gt=roster.applied_at
    )
    if roster.facility_id:
        later = later.filter(Q(facility=roster.facility_id) | Q(facility__isnull=True))
    if later.exists():
        raise DomainError(NOT_LAST)


def _take_back(steps: dict[str, list[Step]]) -> None:
    """Compare what is there with what was written, restore, delete what was made; children of rows before parents."""
    changed = 0
    found: dict[str, dict[UUID, models.Model]] = {}
    for kind, model in KINDS.items():
        keys = sorted(step[1] for step in steps[kind])
        rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        found[kind] = {row.pk: row for row in rows}
        changed += sum(not _is_as_written(found[kind].get(UUID(step[1])), step[3]) for step in steps[kind])
    if changed:
        raise DomainError(GONE_ON % {"n": changed})
    try:
        with transaction.atomic():
            for kind in reversed(KINDS):
                _restore(kind, steps[kind], found[kind])
            connection.check_constraints()
    except IntegrityError:
        raise DomainError(IN_USE) from None


def _is_as_written(row: models.Model | None, after: dict[str, Any]) -> bool:
    return row is not None and said({name: getattr(row, name) for name in after}) == after


def _restore(kind: str, steps: list[Step], found: dict[UUID, models.Model]) -> None:
    model = KINDS[kind]
    made = [step[1] for step in steps if step[2] is None]
    if kind == "child":
        RosterRow.objects.filter(child__in=made).update(child=None)
    rows = model._default_manager.filter(pk__in=made)
    rows._raw_delete(rows.db)
    back, names = [], set()
    for _kind, pk, before, _after in steps:
        if before is None:
            continue
        row = found[UUID(pk)]
        for name, value in before.items():
            setattr(row, name, cast(Any, model._meta.get_field(name)).to_python(value))
            names.add(name)
        back.append(row)
    update(model, back, names)
