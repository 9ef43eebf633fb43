"""Closing a month (月締め): its days no longer change. Opening it again needs a reason."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from attendance.models import Attendance, MonthClose, Stamp
from attendance.policies import require_month_keeper
from attendance.selectors.care_month import end_of_month
from attendance.selectors.month_state import blockers_of
from attendance.selectors.settings import settings_of
from attendance.services.folding import fold_day, lock_day
from attendance.services.month_lock import own_month
from backend.errors import DomainError
from facilities.clock import month_of, today_at
from facilities.models import Facility
from facilities.policies import audit


@transaction.atomic
def close_month(*, actor: User, facility: Facility, month: date) -> MonthClose:
    """Close a month that is over and in which nothing is open. A second tap gets the first answer."""
    require_month_keeper(actor, facility)
    month = month_of(month)
    own_month(facility, month)
    if found := MonthClose.objects.filter(facility=facility, month=month, reopened_at__isnull=True).first():
        return found
    if month >= month_of(today_at(facility)):
        raise DomainError(_("This month is not over. It was not closed."), code="not_over")
    if count := len(blockers_of(facility, month)):
        raise DomainError(
            ngettext(
                "%(n)s day must be cleared first. The month was not closed.",
                "%(n)s days must be cleared first. The month was not closed.",
                count,
            )
            % {"n": count},
            code="not_clear",
        )
    row = MonthClose.objects.create(facility=facility, month=month, closed_by=actor)
    _note(actor, "attendance.month_close", row)
    return row


@transaction.atomic
def reopen_month(*, actor: User, facility: Facility, month: date, reason: str) -> MonthClose | None:
    """Open it again; stamps that arrived meanwhile count from now on and wait to be looked at."""
    require_month_keeper(actor, facility)
    month = month_of(month)
    if not reason.strip():
        raise DomainError(_("Say why the month is opened again. Nothing was changed."), code="reason_missing")
    own_month(facility, month)
    row = MonthClose.objects.filter(facility=facility, month=month, reopened_at__isnull=True).first()
    if row is None:
        return MonthClose.objects.filter(facility=facility, month=month).order_by("-reopened_at").first()
    row.reopened_by, row.reopened_at, row.reason = actor, timezone.now(), reason.strip()[:200]
    row.save(update_fields=["reopened_by", "reopened_at", "reason"])
    _fold_late_ones(facility, row)
    _note(actor, "attendance.month_reopen", row)
    return row


def _fold_late_ones(facility: Facility, row: MonthClose) -> None:
    late = Stamp.objects.filter(
        facility=facility,
        day__gte=row.month,
        day__lte=end_of_month(row.month),
        received_at__gte=row.closed_at,
    )
    minutes = settings_of(facility).duplicate_minutes
    days = late.order_by("child", "day").values_list("child", "day").distinct()
    rows = Attendance.objects.filter(facility=facility, day__gte=row.month, day__lte=end_of_month(row.month))
    wanted = set(days)
    for one in rows.select_related("child").order_by("child", "day"):
        if (one.child_id, one.day) in wanted:
            fold_day(lock_day(facility, one.child, one.day), minutes)


def _note(actor: User, action: str, row: MonthClose) -> None:
    audit(
        actor,
        action,
        "facility",
        row.facility_id,
        organisation=row.facility.organisation_id,
        facility=row.facility,
        month=f"{row.month:%Y-%m}",
    )
