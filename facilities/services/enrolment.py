"""A child's place: entering, changing class, leaving, coming back. Dated rows; what is past stays as it was."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.calendar import first_day
from facilities.models import Child, Classroom, Enrolment, Facility, RolloverRow, Transfer
from facilities.services.places import (
    end_after,
    locked_rows,
    release_from_plan,
    require_class_of_year,
    require_no_other_place,
    require_not_past,
    require_place_keeper,
    tell,
)

Kind = Enrolment.Kind


@transaction.atomic
def enrol_child(
    *,
    actor: User,
    child: Child,
    classroom: Classroom,
    starts_on: date,
    kind: str = Kind.REGULAR,
    ends_on: date | None = None,
) -> Enrolment:
    """Give a child a place from a day on. Asked twice, the first row comes back."""
    require_place_keeper(actor, child, classroom.facility)
    rows = locked_rows(child)
    same = [row for row in rows if (row.classroom_id, row.starts_on) == (classroom.pk, starts_on)]
    if same:
        return same[0]
    require_not_past(starts_on)
    require_class_of_year(classroom, starts_on)
    if ends_on and ends_on < starts_on:
        raise DomainError(_("The last day lies before the first one. Nothing was changed."))
    require_no_other_place(rows, kind, starts_on, ends_on)
    row = _begin(child, classroom, kind, starts_on, ends_on)
    tell(actor, "child.enrol", child, [classroom.facility_id])
    return row


@transaction.atomic
def move_class(
    *, actor: User, child: Child, classroom: Classroom, moves_on: date, seen: UUID | None = None
) -> Enrolment:
    """From a day on she goes to another class of the facility; the old row ends the day before.

    `seen` is the row the keeper was looking at; if another one holds on that day, somebody was there first.
    """
    require_place_keeper(actor, child, classroom.facility)
    require_not_past(moves_on)
    require_class_of_year(classroom, moves_on)
    current = _place_on(locked_rows(child), classroom.facility_id, moves_on)
    if current.classroom_id == classroom.pk:
        return current
    if seen is not None and seen != current.pk:
        raise Conflict(
            _("Somebody has moved this child meanwhile. Nothing was changed. Look at the page again.")
        )
    row = _replace(current, classroom, moves_on)
    tell(actor, "child.move", child, [classroom.facility_id])
    return row


@transaction.atomic
def leave_facility(*, actor: User, child: Child, facility: Facility, last_day: date) -> list[Enrolment]:
    """End a child's places at a facility after a day; what was to begin later falls away. Undone until that day."""
    require_place_keeper(actor, child, facility)
    require_not_past(last_day)
    rows = [row for row in locked_rows(child) if row.facility_id == facility.pk]
    if not any(row.is_on(last_day) for row in rows):
        raise DomainError(
            _(
                "The child has no place here on that day. Take back the leaving first to choose another day. "
                "Nothing was changed."
            )
        )
    _refuse_while_transferred(child, facility.pk)
    changed = end_after(rows, last_day)
    if changed:
        tell(actor, "child.leave", child, [facility.pk])
    return changed


@transaction.atomic
def undo_leave(*, actor: User, child: Child, facility: Facility) -> list[Enrolment]:
    """Until the last day is over: the places go on as if nothing had been said."""
    require_place_keeper(actor, child, facility)
    every = locked_rows(child)
    rows = [row for row in every if row.facility_id == facility.pk and row.kind != Kind.TEMPORARY]
    ends = [row.ends_on for row in rows]
    if not rows or None in ends:
        return []
    last = max(end for end in ends if end is not None)
    if last < timezone.localdate():
        raise Conflict(_("The last day is over. Let the child come back from a day on instead."))
    _refuse_while_transferred(child, facility.pk)
    reopened = [row for row in rows if row.ends_on == last]
    for row in reopened:
        require_no_other_place([one for one in every if one.pk != row.pk], row.kind, last, None)
        row.ends_on = None
        row.save(update_fields=["ends_on"])
    release_from_plan(row.pk for row in reopened)
    tell(actor, "child.leave_undone", child, [facility.pk])
    return reopened


@transaction.atomic
def return_child(*, actor: User, child: Child, classroom: Classroom, starts_on: date) -> Enrolment:
    """She comes back to a facility she left: a new row; the old ones stay as they were."""
    require_place_keeper(actor, child, classroom.facility)
    went = Enrolment.objects.filter(child=child, facility=classroom.facility_id)
    former = went.order_by("-starts_on").first()
    if former is None:
        raise DomainError(_("This child has never had a place here. Enrol the child instead."))
    return enrol_child(actor=actor, child=child, classroom=classroom, starts_on=starts_on, kind=former.kind)


def _place_on(rows: list[Enrolment], facility_id: UUID, day: date) -> Enrolment:
    """Her place at a facility on a day, the regular one first."""
    found = [row for row in rows if row.facility_id == facility_id and row.is_on(day)]
    if not found:
        raise DomainError(_("The child has no place here on that day. Nothing was changed."))
    return min(found, key=lambda row: (row.kind != Kind.REGULAR, row.kind == Kind.TEMPORARY))


def _replace(current: Enrolment, classroom: Classroom, moves_on: date) -> Enrolment:
    """Another class from a day on. A row that begins on that very day has no past and is changed itself."""
    if current.starts_on == moves_on:
        current.classroom = classroom
        current.save(update_fields=["classroom"])
        return current
    until = current.ends_on
    current.ends_on = moves_on - timedelta(days=1)
    current.save(update_fields=["ends_on"])
    row = _begin(current.child, classroom, current.kind, moves_on, until)
    for planned in RolloverRow.objects.filter(enrolment=current).select_related("plan"):
        if moves_on < first_day(planned.plan.school_year):
            RolloverRow.objects.filter(pk=planned.pk).update(enrolment=row)
    return row


def _begin(child: Child, classroom: Classroom, kind: str, starts_on: date, ends_on: date | None) -> Enrolment:
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                organisation_id=child.organisation_id,
                facility_id=classroom.facility_id,
                classroom=classroom,
                child=child,
                kind=kind,
                starts_on=starts_on,
                ends_on=ends_on,
            )
    except IntegrityError as error:
        raise Conflict(
            _("The child has a place in this class on these days already. Nothing was changed.")
        ) from error


def _refuse_while_transferred(child: Child, facility_id: UUID) -> None:
    coming = Transfer.objects.filter(
        child=child, facility=facility_id, cancelled_at__isnull=True, moves_on__gt=timezone.localdate()
    )
    if coming.exists():
        raise Conflict(_("The child is being transferred to another facility. Take back the transfer first."))
