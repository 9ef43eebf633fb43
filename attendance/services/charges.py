"""Charges of extended care: worked out from the days, confirmed by the office, then never overwritten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import Charge
from attendance.policies import require_biller, require_runner
from attendance.selectors.care_list import mark_of
from attendance.selectors.care_month import CareMonth, care_month
from attendance.services.care_rules import lock_bills, note
from backend.errors import Conflict, DomainError
from facilities.clock import month_of, today_at
from facilities.models import Child, Facility
from facilities.policies import audit_children

CONFIRMED = Charge.State.CONFIRMED
WORKED_OUT = ("rule", "minutes", "amount", "inputs", "worked_out_at", "version")


@dataclass(frozen=True)
class Written:
    """How many drafts were added, changed and removed; and how many days could not be worked out."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unknown: int = 0


@transaction.atomic
def work_out_charges(*, actor: User | None, facility: Facility, month: date) -> Written:
    """Drafts of a month from its days, contracts and rules. Only what changed is written; without an actor by night."""
    if actor is not None:
        require_runner(actor, facility)
    if month > month_of(today_at(facility)):
        raise DomainError(_("This month has not begun. Nothing was worked out."), code="in_the_future")
    lock_bills(facility)
    worked = care_month(facility, month)
    written = write_drafts(facility, worked)
    if actor is not None and written != Written(unknown=written.unknown):
        note(actor, "care.worked_out", ("facility", facility.pk), facility, month=f"{month:%Y-%m}")
    return written


def work_out_everywhere() -> int:
    """This month and the last one wherever there are rules, each facility for itself; how many rows were written."""
    count = 0
    for facility in (
        Facility.objects.filter(care_rules__isnull=False, is_active=True).distinct().order_by("pk")
    ):
        this = month_of(today_at(facility))
        for month in (month_of(this - timedelta(days=1)), this):
            written = work_out_charges(actor=None, facility=facility, month=month)
            count += written.added + written.changed + written.removed
    return count


def write_drafts(facility: Facility, worked: CareMonth) -> Written:
    """Bring the drafts to what the month came to; the facility's bills are locked by the caller."""
    now = timezone.now()
    added: list[Charge] = []
    changed: list[Charge] = []
    removed: list[UUID] = []
    for key in sorted(worked.stale, key=str):
        line, charge = worked.lines.get(key), worked.charges.get(key)
        if line is None:
            removed.append(worked.charges[key].pk)
            continue
        row = charge or Charge(facility=facility, child_id=key[0], day=key[1], side=key[2])
        row.rule_id, row.minutes, row.amount, row.inputs = (
            line.rule_id,
            line.minutes,
            line.amount,
            line.inputs,
        )
        row.worked_out_at, row.version = now, row.version + 1
        (changed if charge else added).append(row)
    Charge.objects.filter(pk__in=removed).delete()
    Charge.objects.bulk_create(added, batch_size=1_000)
    Charge.objects.bulk_update(changed, WORKED_OUT, batch_size=1_000)
    return Written(len(added), len(changed), len(removed), len(worked.unknown))


@transaction.atomic
def confirm_charges(*, actor: User, facility: Facility, month: date, seen: Mapping[Child, str]) -> int:
    """Confirm the drafts of these children as they were seen; all or none. A second tap finds nothing left to do.

    `seen` are the marks of `selectors.care_list.mark_of`: an amount that nobody has looked at is never confirmed.
    """
    require_runner(actor, facility)
    for child in seen:
        require_biller(actor, facility, child)
    lock_bills(facility)
    worked = care_month(facility, month, {child.pk for child in seen})
    drafts = drafts_by_child(worked.charges.values())
    stale = {key[0] for key in worked.stale}
    marks = {child.pk: mark for child, mark in seen.items() if child.pk in drafts}
    if any(child in stale or mark != mark_of(drafts[child]) for child, mark in marks.items()):
        raise Conflict(
            _(
                "Days were corrected meanwhile. Nothing became final; work the month out again and look at it."
            ),
            code="stale",
        )
    rows = [row for child in marks for row in drafts[child]]
    _confirm(actor, facility, rows)
    return len(rows)


def drafts_by_child(charges: Iterable[Charge]) -> dict[UUID, list[Charge]]:
    """Those nobody has decided on."""
    found: dict[UUID, list[Charge]] = {}
    for row in charges:
        if row.state == Charge.State.DRAFT:
            found.setdefault(row.child_id, []).append(row)
    return found


def _confirm(actor: User, facility: Facility, rows: list[Charge]) -> None:
    now = timezone.now()
    for row in rows:
        row.state, row.decided_by, row.decided_at, row.version = CONFIRMED, actor, now, row.version + 1
    Charge.objects.bulk_update(rows, ("state", "decided_by", "decided_at", "version"), batch_size=1_000)
    children = dict.fromkeys(row.child_id for row in rows)
    audit_children(
        actor, "care.confirm", children, organisation=facility.organisation_id, facility=facility.pk
    )
