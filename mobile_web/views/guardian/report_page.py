"""The page on which a family tells something: what it offers, what is filled in, and until when it is in time."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from attendance.models import AttendanceSettings, Report
from attendance.selectors.reports import agreed_for, fetchers_of, writes_for
from attendance.selectors.settings import settings_of
from attendance.services import Seat
from attendance.services.report_rules import local_now
from backend.errors import NotAllowed
from facilities.models import Facility
from facilities.selectors.family import Family
from mobile_web.forms.reports import OTHER, Asked, NewReportForm, WordsForm
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.children import tile_of
from mobile_web.views.guardian.report_words import clock, spoken

COMES, LEAVES = time(10), time(17)
LATER = timedelta(hours=1)
QUARTER = 15


@dataclass(frozen=True)
class Pick:
    """A choice as large as a thumb."""

    value: str
    title: str
    note: str
    is_chosen: bool
    name: str = ""
    tint: str = ""
    initial: str = ""
    honorific: str = ""


@dataclass(frozen=True)
class Due:
    """Until when words for today are in time at a facility. `at` is for the script that counts down."""

    facility: Facility
    clock: str
    at: datetime
    left: str
    is_over: bool
    is_blocking: bool


def asked_of(family: Family, report: Report | None = None) -> Asked:
    """Children she writes for, who may fetch them. Who only reads along is told so."""
    able = writes_for(family)
    seats = [
        Seat(tile.child, tile.facility) for tile in family.children if tile.facility and tile.child.pk in able
    ]
    if report:
        seats = [seat for seat in seats if seat.child.pk == report.child_id]
    if not seats:
        raise NotAllowed(_("You read along for this child. Please ask who writes for your family."))
    return Asked(seats, fetchers_of(family), local_now(seats[0].facility).date())


def first_words(request: FamilyRequest, asked: Asked) -> dict[str, Any]:
    """The only child, today, the usual times and who usually comes: most families change one thing."""
    wanted = request.GET.get("child", "")
    keys = [f"{seat.child.pk}.{seat.facility.pk}" for seat in asked.seats]
    chosen = keys if len(keys) == 1 else [key for key in keys if wanted and key.startswith(wanted)]
    agreed = agreed_for([seat.child.pk for seat in asked.seats], asked.today)
    own = {row.pk: row for row in asked.people}
    usual = next((row.picker_id for row in agreed if row.picker_id in own), None)
    mine = next((pk for pk, row in own.items() if row.user_id == request.user.pk), None)
    now = local_now(asked.seats[0].facility)
    leaves = agreed[0].leaves_at if agreed else LEAVES
    return {
        "children": chosen,
        "day": asked.today.isoformat(),
        "reason": Report.Reason.SICK,
        "late_at": _after(now, agreed[0].arrives_at if agreed else COMES),
        "early_at": (datetime.combine(asked.today, leaves) - 2 * LATER).time(),
        "pick_up_at": leaves,
        "who": str(usual or mine or ""),
    }


def context_of(family: Family, form: WordsForm, report: Report | None, *, is_refused: bool) -> dict[str, Any]:
    """What the template shows; a conflict brings what the nursery has now beside it."""
    chosen = set(form["children"].value() or []) if isinstance(form, NewReportForm) else set()
    now = local_now(form.asked.seats[0].facility)
    return {
        "form": form,
        "report": spoken(report) if report else None,
        "is_refused": is_refused,
        "is_asking": bool(report and report.state == Report.State.CONFIRMED),
        "children": [_child(family, seat, chosen) for seat in form.asked.seats],
        "days": [_day(value, str(label), form) for value, label in form.fields["day"].choices],  # type: ignore[attr-defined]
        "dues": list({seat.facility.pk: due_of(seat.facility, now) for seat in form.asked.seats}.values()),
        "today": form.asked.today,
    }


def due_of(facility: Facility, now: datetime) -> Due:
    """Its deadline today, and what is left until then."""
    settings = settings_of(facility)
    at = now.replace(hour=settings.report_by.hour, minute=settings.report_by.minute, second=0, microsecond=0)
    minutes = max(0, int((at - now).total_seconds() // 60))
    is_blocking = settings.after_deadline == AttendanceSettings.Deadline.BLOCK
    return Due(facility, clock(settings.report_by), at, left_words(minutes), at < now, is_blocking)


def left_words(minutes: int) -> str:
    """1 h 10 min."""
    hours, rest = divmod(minutes, 60)
    if hours:
        return _("%(hours)s h %(minutes)s min left") % {"hours": hours, "minutes": rest}
    return _("%(minutes)s min left") % {"minutes": rest}


def _after(now: datetime, usual: time) -> time:
    """An hour later than usual, and not before now: the next quarter."""
    later = max(datetime.combine(now.date(), usual) + LATER, now.replace(tzinfo=None))
    return (later + timedelta(minutes=-later.minute % QUARTER)).time().replace(second=0, microsecond=0)


def _child(family: Family, seat: Seat, chosen: set[str]) -> Pick:
    row = next(row for row in family.children if (row.child, row.facility) == (seat.child, seat.facility))
    tile = tile_of(row)
    key = f"{seat.child.pk}.{seat.facility.pk}"
    return Pick(
        key,
        tile.name,
        tile.classroom,
        key in chosen,
        str(seat.child),
        tile.tint,
        tile.initial,
        tile.honorific,
    )


def _day(value: str, label: str, form: WordsForm) -> Pick:
    title, _bar, note = label.partition("|") if value != OTHER else (label, "", _("Pick a day"))
    return Pick(value, title, note, form["day"].value() == value)
