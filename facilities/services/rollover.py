"""The next school year (進級): planned, decided, applied by date, taken back until it has begun."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from backend.events import publish, publish_revocation
from backend.rowlevel import as_system
from facilities.calendar import first_day
from facilities.events import EnrolmentMoved
from facilities.models import Classroom, Facility, Grant, Organisation, RolloverPlan, RolloverRow
from facilities.policies import audit, audit_children, require_roster_keeper
from facilities.selectors.rollover import counts_of, has_begun, parameters, planning_year
from facilities.selectors.rollover_sql import APPLY, CLASSES, LOCK_CHILDREN, PLANS, REVERSE, ROWS
from facilities.topics import office_topic, staff_topic

Action = RolloverRow.Action
State = RolloverPlan.State
FEW = 20


@transaction.atomic
def start_plan(*, actor: User, facility: Facility, school_year: int) -> RolloverPlan:
    """Propose the next class for every child. Started again, it adds who came since and leaves what was decided."""
    require_roster_keeper(actor, facility.organisation_id, facility.pk)
    _propose(actor, [facility], school_year)
    return RolloverPlan.objects.get(facility=facility, school_year=school_year)


@transaction.atomic
def start_plans(*, actor: User, organisation: Organisation, school_year: int) -> int:
    """The same for every facility of the organisation at once; how many plans there are now."""
    require_roster_keeper(actor, organisation.pk, None)
    facilities = list(Facility.objects.filter(organisation=organisation, is_active=True))
    _propose(actor, facilities, school_year)
    return RolloverPlan.objects.filter(organisation=organisation, school_year=school_year).count()


@transaction.atomic
def decide_rows(
    *,
    actor: User,
    plan: RolloverPlan,
    rows: Collection[int],
    action: str,
    classroom: Classroom | None = None,
) -> int:
    """Say for some children of a plan where they go; how many were changed. Rows of other plans are not there."""
    require_roster_keeper(actor, plan.organisation_id, plan.facility_id)
    plan = _locked(plan)
    if plan.state != State.DRAFT:
        raise Conflict(_("The plan was applied. Take it back before you change it. Nothing was changed."))
    if (action == Action.MOVE) != (classroom is not None):
        raise DomainError(_("Choose where the children go. Nothing was changed."))
    if classroom and (classroom.facility_id, classroom.school_year) != (plan.facility_id, plan.school_year):
        raise NotVisible
    found = RolloverRow.objects.filter(plan=plan, pk__in=list(rows)).select_for_update()
    changed = [
        row for row in found if (row.action, row.classroom_id) != (action, getattr(classroom, "pk", None))
    ]
    if changed:
        ids = [row.pk for row in changed]
        RolloverRow.objects.filter(pk__in=ids).update(action=action, classroom=classroom)
        _grow(plan)
        _audit_children(actor, "rollover.decide", [(plan.pk, row.child_id) for row in changed], [plan])
        _publish([plan])
    return len(changed)


@transaction.atomic
def apply_plan(*, actor: User, plan: RolloverPlan, version: int) -> int:
    """Write places from 1 April and last days of 31 March; how many children. Applied again, it does what is left.

    Who left meanwhile or has a place already is never overwritten. `version` is the plan the keeper was looking at.
    """
    require_roster_keeper(actor, plan.organisation_id, plan.facility_id)
    plan = _locked(plan)
    counts = counts_of([plan], plan.school_year)[plan.pk]
    if not counts.open and plan.state == State.APPLIED:
        return 0
    _require_not_begun(plan)
    if plan.version != version:
        raise Conflict(_("Somebody has changed the plan meanwhile. Nothing was applied. Look at it again."))
    if counts.undecided:
        raise DomainError(
            ngettext(
                "%(n)d child is not decided yet. Nothing was applied.",
                "%(n)d children are not decided yet. Nothing was applied.",
                counts.undecided,
            )
            % {"n": counts.undecided}
        )
    return _write(actor, [plan], plan.school_year)


@transaction.atomic
def apply_plans(*, actor: User, organisation: Organisation, school_year: int) -> int:
    """Apply every plan of the organisation where nothing is undecided; how many children."""
    require_roster_keeper(actor, organisation.pk, None)
    every = RolloverPlan.objects.filter(organisation=organisation, school_year=school_year)
    plans = list(every.order_by("pk").select_for_update(no_key=True))
    counted = counts_of(plans, school_year)
    ready = [plan for plan in plans if counted[plan.pk].is_ready and not has_begun(plan)]
    return _write(actor, ready, school_year) if ready else 0


@transaction.atomic
def reverse_plan(*, actor: User, plan: RolloverPlan) -> int:
    """Take back what applying wrote, until the new year has begun; how many children. Others' later changes stay."""
    require_roster_keeper(actor, plan.organisation_id, plan.facility_id)
    plan = _locked(plan)
    if plan.state != State.APPLIED:
        return 0
    _require_not_begun(plan)
    values = parameters([plan], plan.school_year)
    _run(LOCK_CHILDREN, values)
    done = _run(REVERSE, values)
    RolloverPlan.objects.filter(pk=plan.pk).update(
        state=State.DRAFT, applied_by=None, applied_at=None, version=F("version") + 1
    )
    _after(actor, "rollover.reverse", done, [plan])
    return len(done)


def _propose(actor: User, facilities: list[Facility], school_year: int) -> None:
    """Plans, classes and rows where they are missing; plans that were applied stay as they are."""
    if school_year != planning_year():
        raise DomainError(_("This school year cannot be planned now. Nothing was changed."))
    values = parameters([], school_year) | {
        "facilities": [one.pk for one in facilities],
        "actor": actor.pk,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        for statement in (PLANS, CLASSES):
            cursor.execute(statement, values)
        # The planner takes what was just written for a few rows, and would loop over all of them for every child.
        if len(facilities) > FEW:
            cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(ROWS, values)
        cursor.execute("SET LOCAL enable_nestloop = on")
    plans = list(RolloverPlan.objects.filter(facility__in=facilities, school_year=school_year))
    for plan in plans:
        audit(
            actor,
            "rollover.start",
            "rollover_plan",
            plan.pk,
            organisation=plan.organisation_id,
            facility=plan.facility_id,
        )
    _publish(plans)


def _write(actor: User, plans: list[RolloverPlan], school_year: int) -> int:
    values = parameters(plans, school_year)
    _run(LOCK_CHILDREN, values)
    done = _run(APPLY, values)
    RolloverPlan.objects.filter(pk__in=values["plans"]).update(
        state=State.APPLIED, applied_by=actor, applied_at=timezone.now(), version=F("version") + 1
    )
    _after(actor, "rollover.apply", done, plans)
    return len(done)


def _locked(plan: RolloverPlan) -> RolloverPlan:
    return RolloverPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)


def _grow(plan: RolloverPlan) -> None:
    RolloverPlan.objects.filter(pk=plan.pk).update(version=F("version") + 1)


def _require_not_begun(plan: RolloverPlan) -> None:
    if has_begun(plan):
        raise Conflict(
            _("The new school year has begun: change the places of single children. Nothing was changed.")
        )


def _run(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Inside the plans given; whether a child has a place elsewhere is asked beyond the keeper's own facility."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _after(actor: User, action: str, done: list[tuple[Any, ...]], plans: list[RolloverPlan]) -> None:
    """The audit of every child, the open screens; and where the year has begun, sockets with other topics."""
    _audit_children(actor, action, done, plans)
    _publish(plans)
    today = timezone.localdate()
    if plans and today >= first_day(plans[0].school_year):
        children = [child for _plan, child in done]
        family = Grant.objects.live(today).filter(child__in=children, guardian__user__isnull=False)
        publish_revocation(family.values_list("guardian__user", flat=True))


def _audit_children(
    actor: User, action: str, done: Iterable[tuple[Any, ...]], plans: list[RolloverPlan]
) -> None:
    of_plan: dict[Any, list[UUID]] = {}
    for plan_id, child in done:
        of_plan.setdefault(plan_id, []).append(child)
    for plan in plans:
        audit_children(
            actor, action, of_plan.get(plan.pk, []), organisation=plan.organisation_id, facility=plan.facility_id,
            about=("rollover_plan", plan.pk),
        )  # fmt: skip


def _publish(plans: Iterable[RolloverPlan]) -> None:
    for plan in plans:
        publish(
            EnrolmentMoved(plan.facility_id),
            topics=[staff_topic(plan.facility_id), office_topic(plan.organisation_id)],
        )
