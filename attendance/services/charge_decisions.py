"""What the office decides about one charge: another amount, no charge, or back to what was worked out."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import Charge
from attendance.policies import require_biller
from attendance.selectors.care_month import care_month
from attendance.services.care_rules import lock_bills, note
from attendance.services.charges import write_drafts
from backend.errors import Conflict, DomainError
from facilities.clock import month_of

MOST = 100_000
State = Charge.State


@transaction.atomic
def adjust_charge(*, actor: User, charge: Charge, amount: int, reason: str, version: int) -> Charge:
    """Another amount, with a reason that the family reads."""
    require_biller(actor, charge.facility, charge.child)
    if not 0 <= amount <= MOST:
        raise DomainError(_("Enter an amount from 0 to 100,000 yen. Nothing was saved."), code="amount")
    return _decide(actor, charge, State.ADJUSTED, amount, reason, version)


@transaction.atomic
def exclude_charge(*, actor: User, charge: Charge, reason: str, version: int) -> Charge:
    """Nothing is charged for this day, with a reason that the family reads."""
    require_biller(actor, charge.facility, charge.child)
    return _decide(actor, charge, State.EXCLUDED, 0, reason, version)


@transaction.atomic
def reopen_charge(*, actor: User, charge: Charge, version: int) -> Charge | None:
    """A draft again, worked out anew; None where the day no longer comes to anything."""
    require_biller(actor, charge.facility, charge.child)
    row = _locked(charge)
    if row is None or row.state == State.DRAFT:
        return row
    _require_seen(row, version)
    row.state, row.reason, row.decided_by, row.decided_at = State.DRAFT, "", None, None
    row.version += 1
    row.save()
    worked = care_month(charge.facility, month_of(charge.day), {charge.child_id})
    write_drafts(charge.facility, worked)
    _audit(actor, row, "care.reopen")
    return Charge.objects.filter(pk=charge.pk).first()


def _decide(actor: User, charge: Charge, state: State, amount: int, reason: str, version: int) -> Charge:
    said = reason.strip()[:200]
    if not said:
        raise DomainError(_("Say why; the family reads it. Nothing was saved."), code="reason_missing")
    row = _locked(charge)
    if row and (row.state, row.amount, row.reason) == (state, amount, said):
        return row
    row = _require_seen(row, version)
    row.inputs = {**row.inputs, "worked_out": row.inputs.get("worked_out", row.amount)}
    row.state, row.amount, row.reason = state, amount, said
    row.decided_by, row.decided_at = actor, timezone.now()
    row.version += 1
    row.save()
    _audit(actor, row, "care.adjust" if state == State.ADJUSTED else "care.exclude")
    return row


def _locked(charge: Charge) -> Charge | None:
    """The row as it is now, while nobody else decides."""
    lock_bills(charge.facility)
    return Charge.objects.filter(pk=charge.pk).first()


def _require_seen(row: Charge | None, version: int) -> Charge:
    if row is None or row.version != version:
        raise Conflict(
            _("This charge has changed meanwhile. Nothing was saved. Look at the page again."), code="stale"
        )
    return row


def _audit(actor: User, row: Charge, action: str) -> None:
    note(actor, action, ("charge", row.pk), row.facility, child=row.child_id, amount=row.amount)
