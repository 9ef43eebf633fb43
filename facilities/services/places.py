"""What every change of a child's places shares: the lock, the rules of dated rows, and who is told."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from backend.events import publish, publish_revocation
from backend.rowlevel import as_system
from facilities.calendar import school_year_of
from facilities.events import EnrolmentMoved
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, RolloverRow
from facilities.policies import audit, may_keep_roster, require_roster_keeper
from facilities.selectors.enrolment import children_kept_by
from facilities.topics import office_topic, staff_topic


def require_place_keeper(actor: User, child: Child, facility: Facility) -> None:
    """Who keeps the facility's roster, for a child she knows or one who has no place anywhere yet."""
    require_roster_keeper(actor, facility.organisation_id, facility.pk)
    if child.organisation_id != facility.organisation_id:
        raise NotVisible
    if may_keep_roster(actor, facility.organisation_id, None):
        return
    if children_kept_by(actor).filter(pk=child.pk).exists():
        return
    with as_system():  # a place at a facility the actor cannot see is one too
        goes_elsewhere = Enrolment.objects.filter(child=child).exists()
    if goes_elsewhere:
        raise NotVisible


def locked_rows(child: Child) -> list[Enrolment]:
    """All places of a child, first to last; whoever changes them waits for her turn."""
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    with as_system():
        return list(Enrolment.objects.filter(child=child).order_by("starts_on", "pk"))


def require_not_past(day: date) -> None:
    """The past is never rewritten."""
    if day < timezone.localdate():
        raise DomainError(
            _("Choose today or a later day. What is past stays as it was. Nothing was changed.")
        )


def require_class_of_year(classroom: Classroom, day: date) -> None:
    """A class is of one school year."""
    if classroom.school_year != school_year_of(day):
        raise DomainError(
            _("This class is of another school year than the day you chose. Nothing was changed.")
        )


def require_no_other_place(
    rows: Iterable[Enrolment], kind: str, starts_on: date, ends_on: date | None
) -> None:
    """One regular place at a time, in the whole organisation; one of another kind at a facility is another matter."""
    if kind != Enrolment.Kind.REGULAR:
        return
    for row in rows:
        begins_later = ends_on is not None and row.starts_on > ends_on
        is_over = row.ends_on is not None and row.ends_on < starts_on
        if row.kind == kind and not begins_later and not is_over:
            raise Conflict(
                _(
                    "This child has a regular place on that day already. Move or transfer the child instead. "
                    "Nothing was changed."
                )
            )


def end_after(rows: Iterable[Enrolment], last_day: date) -> list[Enrolment]:
    """End rows after a day; those that would only begin later fall away. What was changed."""
    changed = []
    for row in rows:
        if row.starts_on > last_day:
            release_from_plan([row.pk])
            row.delete()
        elif row.ends_on is None or row.ends_on > last_day:
            release_from_plan([row.pk])
            row.ends_on = last_day
            row.save(update_fields=["ends_on"])
        else:
            continue
        changed.append(row)
    return changed


def release_from_plan(enrolments: Iterable[UUID]) -> None:
    """What next year's plan had written for these is no longer the plan's: it will not take it back."""
    ids = list(enrolments)
    RolloverRow.objects.filter(Q(enrolment__in=ids) | Q(made__in=ids), is_applied=True).update(
        is_applied=False, ended_on_before=None, made=None
    )


def tell(actor: User, action: str, child: Child, facilities: Iterable[UUID]) -> None:
    """The audit, the open screens of staff, and the family's sockets, whose topics may be others now."""
    for facility_id in set(facilities):
        audit(
            actor,
            action,
            "child",
            child.pk,
            organisation=child.organisation_id,
            facility=facility_id,
            child=child,
        )
        topics = [staff_topic(facility_id), office_topic(child.organisation_id)]
        publish(EnrolmentMoved(facility_id), topics=topics)
    family = Grant.objects.live(timezone.localdate()).filter(child=child, guardian__user__isnull=False)
    publish_revocation(family.values_list("guardian__user", flat=True))
