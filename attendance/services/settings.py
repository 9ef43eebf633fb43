"""How a facility runs its days, changed by its office: one version at a time, every change written down."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.events import AttendanceMoved
from attendance.holidays import FIRST, LAST, public_holidays
from attendance.models import AttendanceSettings, ClosedDay
from attendance.policies import require_runner
from attendance.selectors.settings import is_closed_month
from attendance.topics import boards_of
from backend.errors import Conflict, DomainError
from backend.events import publish
from facilities.models import Facility
from facilities.policies import audit

NAMES = (
    "duplicate_minutes",
    "report_by",
    "after_deadline",
    "watch_at",
    "is_watching",
    "answer_minutes",
    "closing_minutes",
    "tells_guardians",
    "kiosk_touch",
    "kiosk_asks_plan",
    "nap_minutes_babies",
    "nap_minutes",
    "weekdays",
)


@transaction.atomic
def change_settings(
    *, actor: User, facility: Facility, version: int, values: Mapping[str, Any]
) -> AttendanceSettings:
    """Save what was changed; who worked on an older version is told what stands now."""
    require_runner(actor, facility)
    AttendanceSettings.objects.bulk_create([AttendanceSettings(facility=facility)], ignore_conflicts=True)
    row = AttendanceSettings.objects.select_for_update().get(pk=facility.pk)
    changed = [name for name in NAMES if getattr(row, name) != values[name]]
    if not changed:
        return row
    if row.version != version:
        raise Conflict(
            _("A colleague has changed the settings meanwhile. Nothing was saved; look at them again."),
            code="changed",
        )
    for name in changed:
        setattr(row, name, values[name])
    _require_sane(row)
    row.version = version + 1
    row.save()
    _tell(actor, "attendance.settings", facility, changed=",".join(changed))
    return row


@transaction.atomic
def close_day(*, actor: User, facility: Facility, day: date, name: str = "") -> ClosedDay:
    """The facility does not open on this day; a second time changes its name."""
    require_runner(actor, facility)
    _require_open_month(facility, day)
    row, _made = ClosedDay.objects.update_or_create(
        facility=facility, day=day, defaults={"name": name.strip()[:60]}
    )
    _tell(actor, "attendance.day_close", facility, day=day.isoformat())
    return row


@transaction.atomic
def open_day(*, actor: User, facility: Facility, day: date) -> None:
    """It opens after all."""
    require_runner(actor, facility)
    _require_open_month(facility, day)
    if ClosedDay.objects.filter(facility=facility, day=day).delete()[0]:
        _tell(actor, "attendance.day_open", facility, day=day.isoformat())


@transaction.atomic
def close_holidays(*, actor: User, facility: Facility, year: int) -> int:
    """All public holidays of a year; days that are there keep their names, closed months stay as they are."""
    require_runner(actor, facility)
    if not FIRST <= year <= LAST:
        raise DomainError(_("Holidays of this year are not known. Nothing was saved."), code="year_unknown")
    known = set(ClosedDay.objects.filter(facility=facility, day__year=year).values_list("day", flat=True))
    wanted = {day: name for day, name in public_holidays(year).items() if day not in known}
    shut = {month for month in {day.replace(day=1) for day in wanted} if is_closed_month(facility, month)}
    rows = [
        ClosedDay(facility=facility, day=day, name=name)
        for day, name in wanted.items()
        if day.replace(day=1) not in shut
    ]
    ClosedDay.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        _tell(actor, "attendance.holidays", facility, year=year, days=len(rows))
    return len(rows)


def _require_sane(row: AttendanceSettings) -> None:
    try:
        row.full_clean(exclude=["facility"])
    except ValidationError as error:
        raise DomainError(
            _("These settings do not fit together: %(what)s Nothing was saved.")
            % {"what": " ".join(error.messages)},
            code="invalid",
        ) from error


def _require_open_month(facility: Facility, day: date) -> None:
    if is_closed_month(facility, day):
        raise DomainError(
            _("This month is closed. Nothing was saved; the office can open it again."), code="month_closed"
        )


def _tell(actor: User, action: str, facility: Facility, **details: Any) -> None:
    audit(
        actor,
        action,
        "facility",
        facility.pk,
        organisation=facility.organisation_id,
        facility=facility,
        **details,
    )
    publish(AttendanceMoved(facility.pk), topics=boards_of(facility))
