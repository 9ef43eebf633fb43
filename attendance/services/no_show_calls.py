"""Phoning families of children without a word: one caller a child at a time, each call kept on the child's day."""

from dataclasses import dataclass
from datetime import time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import NoShow, NoShowCall, Report
from attendance.policies import require_family_caller
from attendance.services.no_show_answers import (
    Answer,
    check_answer,
    close_no_show,
    lock_no_show,
    raise_alarm,
    write_word,
)
from attendance.services.stamps import tell_of
from backend.errors import Conflict, DomainError, NotVisible
from facilities.models import Grant, Guardian
from facilities.policies import audit_row

LEASE = timedelta(minutes=5)
Outcome = NoShowCall.Outcome


@dataclass(frozen=True)
class Call:
    """How a call ended; `said` and `at` are what the family told, where it was reached."""

    id: UUID
    outcome: str
    guardian: Guardian | None = None
    said: str = ""
    at: time | None = None
    note: str = ""


@transaction.atomic
def claim_no_show(*, actor: User, no_show: NoShow) -> NoShow:
    """Take a family for five minutes, and give back any other: two never phone the same one."""
    require_family_caller(actor, no_show)
    now = timezone.now()
    free = Q(claimed_by__isnull=True) | Q(lease_until__lte=now) | Q(claimed_by=actor)
    open_ = NoShow.objects.filter(pk=no_show.pk).exclude(state=NoShow.State.CLOSED)
    if not open_.filter(free).update(claimed_by=actor, lease_until=now + LEASE):
        raise _taken(no_show)
    held = NoShow.objects.filter(claimed_by=actor, facility=no_show.facility_id).exclude(pk=no_show.pk)
    held.update(claimed_by=None, lease_until=None)
    _audit(actor, no_show, "no_show.numbers_shown")
    tell_of(no_show.facility, no_show.child)
    no_show.refresh_from_db()
    return no_show


@transaction.atomic
def release_no_show(*, actor: User, no_show: NoShow) -> None:
    """Give the family back without a call."""
    require_family_caller(actor, no_show)
    mine = NoShow.objects.filter(pk=no_show.pk, claimed_by=actor)
    if mine.update(claimed_by=None, lease_until=None):
        tell_of(no_show.facility, no_show.child)


@transaction.atomic
def record_no_show_call(*, actor: User, no_show: NoShow, call: Call) -> NoShowCall:
    """Keep how a call ended. Reached: what they said ends the question, or is the alarm. The id makes it one call."""
    require_family_caller(actor, no_show)
    current = lock_no_show(no_show)
    known = NoShowCall.objects.filter(pk=call.id, no_show=current, caller=actor).first()
    if known:
        return known
    _check(actor, current, call)
    made = NoShowCall.objects.create(
        id=call.id,
        facility=current.facility,
        no_show=current,
        guardian=call.guardian,
        caller=actor,
        outcome=call.outcome,
        note=call.note.strip()[:200],
    )
    current.claimed_by = current.lease_until = None
    current.state = NoShow.State.TO_PHONE
    current.save(update_fields=["claimed_by", "lease_until", "state"])
    if call.outcome == Outcome.REACHED:
        _settle(actor, current, call)
    _audit(actor, current, "no_show.call", outcome=call.outcome, said=call.said)
    tell_of(current.facility, current.child)
    return made


def _check(actor: User, current: NoShow, call: Call) -> None:
    """Her lease, a known outcome, a guardian of this child, and what was said where somebody answered."""
    if current.state == NoShow.State.CLOSED:
        raise Conflict(
            _("The family has answered meanwhile, or the child is here. No call is needed."), code="closed"
        )
    is_hers = current.claimed_by_id == actor.pk and current.lease_until
    if not is_hers or (current.lease_until and current.lease_until <= timezone.now()):
        raise _taken(current)
    if call.outcome not in Outcome.values:
        raise DomainError(_("Choose how the call ended. Nothing was saved."), code="outcome")
    if call.guardian and not Grant.objects.filter(guardian=call.guardian, child=current.child_id).exists():
        raise NotVisible
    if call.outcome == Outcome.REACHED:
        check_answer(current, call.said, call.at)


def _settle(actor: User, current: NoShow, call: Call) -> None:
    if call.said == Answer.DROPPED_OFF:
        if not current.is_alarm:
            raise_alarm(current, call.guardian)
        return
    write_word(current, call.said, call.at, guardian=None, actor=actor, state=Report.State.CONFIRMED)
    close_no_show(current, call.said, guardian=call.guardian, closer=actor)


def _taken(no_show: NoShow) -> Conflict:
    """Why she cannot have it: somebody phones, her time is over, or it is done."""
    current = NoShow.objects.select_related("claimed_by").get(pk=no_show.pk)
    if current.state == NoShow.State.CLOSED:
        return Conflict(_("The family has answered meanwhile, or the child is here."), code="closed")
    if current.claimed_by_id and current.lease_until and current.lease_until > timezone.now():
        return Conflict(
            _("%(name)s is phoning this family now. Nothing was saved.") % {"name": current.claimed_by},
            code="claimed",
        )
    return Conflict(
        _("Your time for this family is over. Take it again to go on. Nothing was saved."), code="lease_over"
    )


def _audit(actor: User, row: NoShow, action: str, **details: str) -> None:
    audit_row(actor, action, "no_show", row, **details)
