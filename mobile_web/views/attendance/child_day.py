"""A child's day: what was stamped, what was corrected, what the family said, who looked for her."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attendance import services
from attendance.models import Stamp
from attendance.policies import CORRECTING_ROLES
from attendance.selectors.child_day import ChildDay, Line, child_day, looked_after
from backend.errors import DomainError
from facilities.clock import moment_at, today_at, zone_of
from facilities.models import Enrolment
from facilities.policies import audit, roles_at
from mobile_web.forms.days import CorrectForm, MissingForm
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import either_shell

NAME = "attendance_child_day"


@dataclass(frozen=True)
class LineForm:
    """A line with its form; none where it is struck out, the month is closed or she may not."""

    line: Line
    form: CorrectForm | None


@require_GET
def show(request: PageRequest, pk: UUID, day: date) -> HttpResponse:
    """The whole page, written down for the family; a region that looks again gets what moves."""
    enrolment = enrolment_of(request, pk, day)
    facts = child_day(enrolment, day)
    if request.htmx:
        return render(request, "attendance/child_day_live.html", _context(request, facts))
    audit(
        request.user, "attendance.look", "child", enrolment.child_id,
        organisation=enrolment.facility.organisation_id, facility=enrolment.facility, child=enrolment.child,
    )  # fmt: skip
    context = _context(request, facts) | either_shell(
        request, tablet="teacher_board", office="office_attendance"
    )
    return render(request, "attendance/child_day.html", context)


@require_POST
def correct(request: PageRequest, pk: UUID) -> HttpResponse:
    """Another time, or none."""
    stamp, _enrolment = stamp_of(request, pk)
    form = CorrectForm(request.POST)
    data = valid(form)
    services.correct_stamp(
        actor=request.user,
        stamp=stamp,
        id=data["id"],
        reason=data["reason"],
        at=form.moment(stamp.facility, stamp.day),
        note=data["note"],
    )
    return redirect(NAME, stamp.child_id, stamp.day)


@require_POST
def accept(request: PageRequest, pk: UUID) -> HttpResponse:
    """A doubtful time, or who fetched her, is right: it is kept as it is, by somebody's word."""
    stamp, _enrolment = stamp_of(request, pk)
    known = services.accept_picker if request.POST.get("what") == "picker" else services.accept_stamp
    known(actor=request.user, stamp=stamp)
    if request.POST.get("to") == "list":
        return redirect("office_reviews", stamp.facility_id)
    return redirect(NAME, stamp.child_id, stamp.day)


@require_POST
def add(request: PageRequest, pk: UUID, day: date) -> HttpResponse:
    """What nobody stamped."""
    enrolment = enrolment_of(request, pk, day)
    data = valid(MissingForm(request.POST))
    at = moment_at(enrolment.facility, day, data.pop("at"))
    services.add_stamp(actor=request.user, facility=enrolment.facility, child=enrolment.child, at=at, **data)
    return redirect(NAME, pk, day)


def enrolment_of(request: PageRequest, pk: UUID, day: date) -> Enrolment:
    """The child's place on that day, where she who asks looks after her."""
    found = looked_after(request.user, day).filter(child=pk).first()
    if found is None:
        raise Http404
    return found


def stamp_of(request: PageRequest, pk: UUID) -> tuple[Stamp, Enrolment]:
    """A stamp of a child she looks after."""
    stamp = get_object_or_404(Stamp.objects.select_related("facility", "child"), pk=pk)
    places = looked_after(request.user, stamp.day).filter(child=stamp.child_id, facility=stamp.facility_id)
    enrolment = places.first()
    if enrolment is None:
        raise Http404
    return stamp, enrolment


def valid(form: Any) -> dict[str, Any]:
    """What it says, or a refusal in the form's own words."""
    if not form.is_valid():
        words = [str(word) for errors in form.errors.values() for word in errors]
        raise DomainError(" ".join(words))
    data: dict[str, Any] = form.cleaned_data
    return data


def _context(request: PageRequest, facts: ChildDay) -> dict[str, Any]:
    may = bool(roles_at(request.user, facts.facility) & CORRECTING_ROLES) and not facts.is_closed
    missing = Stamp.Kind.OUT if facts.stays and facts.left_at is None else Stamp.Kind.IN
    return {
        "facts": facts,
        "zone": zone_of(facts.facility),
        "lines": [LineForm(line, _form(facts, line) if may else None) for line in facts.lines],
        "missing": MissingForm.begun(missing) if may and facts.day <= today_at(facts.facility) else None,
        "is_today": facts.day == today_at(facts.facility),
        "now": timezone.now(),
        "address": reverse(NAME, args=[facts.child.pk, facts.day]),
    }


def _form(facts: ChildDay, line: Line) -> CorrectForm | None:
    if line.is_struck_out:
        return None
    at = timezone.localtime(line.standing.at, zone_of(facts.facility))
    return CorrectForm.begun(f"{at:%H:%M}", f"c{line.first.pk.hex[-8:]}")
