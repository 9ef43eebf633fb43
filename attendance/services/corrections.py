"""Corrections: a new row with a reason beside the old one, which stays as it was."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import Attendance, Method, Stamp
from attendance.policies import require_corrector
from attendance.selectors.settings import is_closed_month, settings_of
from attendance.services.folding import fold_day, lock_day
from attendance.services.stamps import tell_of
from backend.errors import Conflict, DomainError
from facilities.acting import device_in_hand
from facilities.clock import day_of
from facilities.models import Child, Facility
from facilities.policies import audit_row, require_child_at


@transaction.atomic
def correct_stamp(
    *, actor: User, stamp: Stamp, id: UUID, reason: str, at: datetime | None = None, note: str = ""
) -> Attendance:
    """Give a stamp another time, or (without `at`) strike it out. Both stay on record; the month shows it."""
    require_corrector(actor, stamp.facility)
    attendance = lock_day(stamp.facility, stamp.child, stamp.day)
    if Stamp.objects.filter(pk=id).exists():
        return attendance
    if Stamp.objects.filter(replaces=stamp).exists():
        raise Conflict(_("Somebody has corrected this stamp already. Nothing was saved."), code="corrected")
    moment = at or stamp.at
    _require_open(stamp.facility, stamp.day, moment)
    return _add(actor, attendance, id, stamp.kind, moment, reason, note, replaces=stamp, is_void=at is None)


@transaction.atomic
def add_stamp(
    *,
    actor: User,
    facility: Facility,
    child: Child,
    id: UUID,
    kind: str,
    at: datetime,
    reason: str,
    note: str = "",
) -> Attendance:
    """Enter what nobody stamped."""
    require_corrector(actor, facility)
    day = day_of(at, facility)
    require_child_at(child, facility, day)
    attendance = lock_day(facility, child, day)
    if Stamp.objects.filter(pk=id).exists():
        return attendance
    _require_open(facility, day, at)
    return _add(actor, attendance, id, kind, at, reason, note)


def _require_open(facility: Facility, day: object, at: datetime) -> None:
    if at > timezone.now():
        raise DomainError(_("This time has not come yet. Nothing was saved."), code="in_the_future")
    if day_of(at, facility) != day:
        raise DomainError(_("A correction stays on its day. Nothing was saved."), code="other_day")
    if is_closed_month(facility, day_of(at, facility)):
        raise DomainError(
            _("This month is closed. Nothing was saved; the office can open it again."), code="month_closed"
        )


def _add(
    actor: User,
    attendance: Attendance,
    pk: UUID,
    kind: str,
    at: datetime,
    reason: str,
    note: str,
    *,
    replaces: Stamp | None = None,
    is_void: bool = False,
) -> Attendance:
    if reason not in Stamp.Reason.values:
        raise DomainError(_("Choose a reason. Nothing was saved."), code="reason_missing")
    row = Stamp(
        id=pk, facility=attendance.facility, child=attendance.child, day=attendance.day, kind=kind, at=at,
        device_at=timezone.now(), method=Method.STAFF, device_id=device_in_hand(), actor=actor,
        replaces=replaces, is_void=is_void, reason=reason, note=note.strip()[:200],
    )  # fmt: skip
    if replaces:
        row.picked_up_by = replaces.picked_up_by
        row.is_picker_doubtful = replaces.is_picker_doubtful and reason != Stamp.Reason.PICKER
    _keep(row)
    fold_day(attendance, settings_of(row.facility).duplicate_minutes)
    audit_row(actor, "attendance.correct", "stamp", row, reason=reason)
    tell_of(row.facility, row.child)
    return attendance


def _keep(row: Stamp) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody has corrected this stamp already. Nothing was saved."), code="corrected"
        ) from error
