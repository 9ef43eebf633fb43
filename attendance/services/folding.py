"""The one writer of `Attendance`: folds a child's stamps again whenever one is added."""

from datetime import date, timedelta

from attendance.fold import Day, fold
from attendance.models import Attendance, Stamp
from attendance.services.month_lock import share_month
from facilities.models import Child, Facility


def lock_day(facility: Facility, child: Child, day: date) -> Attendance:
    """The row of a child's day, made where it is missing; who holds it adds and folds, others wait."""
    share_month(facility, day)
    key = {"facility": facility, "child": child, "day": day}
    Attendance.objects.bulk_create([Attendance(**key)], ignore_conflicts=True)
    return Attendance.objects.select_for_update().get(**key)


def fold_day(attendance: Attendance, lock_minutes: int) -> Day:
    """Read all stamps of the locked day and write what they come to."""
    stamps = Stamp.objects.filter(
        facility=attendance.facility_id, child=attendance.child_id, day=attendance.day
    )
    day = fold(stamps, timedelta(minutes=lock_minutes))
    for name, value in columns_of(day).items():
        setattr(attendance, name, value)
    attendance.save(update_fields=columns_of(day))
    return day


def columns_of(day: Day) -> dict[str, object]:
    """The fold as columns of `Attendance`."""
    return {
        "arrived_at": day.arrived_at,
        "left_at": day.left_at,
        "is_here": day.is_here,
        "last_at": day.last_at,
        "picked_up_by": day.picked_up_by,
        "is_corrected": day.is_corrected,
        "needs_review": day.needs_review,
        "is_picker_doubtful": day.is_picker_doubtful,
        "stays": [[_iso(stay.came_at), _iso(stay.left_at)] for stay in day.stays],
    }


def _iso(at: object) -> str | None:
    return at.isoformat() if hasattr(at, "isoformat") else None
