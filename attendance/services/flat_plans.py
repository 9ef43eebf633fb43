"""Extended care paid by the month (月極): which children, for which side, from and to which month."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import CareRule, Charge, FlatPlan
from attendance.policies import require_biller
from attendance.selectors.care_month import end_of_month
from attendance.services.care_rules import lock_bills, note
from backend.errors import DomainError, NotVisible
from facilities.clock import month_of
from facilities.models import Child, Enrolment, Facility


@transaction.atomic
def set_flat_plan(
    *, actor: User, facility: Facility, child: Child, side: str, first: date, last: date | None = None
) -> FlatPlan:
    """From the month of `first` on, until the month of `last`. The same first month again changes the last one."""
    require_biller(actor, facility, child)
    if not Enrolment.objects.filter(facility=facility, child=child).exists():
        raise NotVisible
    starts_on, ends_on = month_of(first), last and end_of_month(month_of(last))
    if ends_on and ends_on < starts_on:
        raise DomainError(_("The last month lies before the first one. Nothing was saved."), code="order")
    lock_bills(facility)
    others = FlatPlan.objects.filter(facility=facility, child=child, side=side)
    plan = others.filter(starts_on=starts_on).first()
    if plan and plan.ends_on == ends_on:
        return plan
    _require_priced(facility, side, starts_on)
    _require_undecided(facility, child, side, _change_from(plan, starts_on, ends_on))
    after = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    before = Q(starts_on__lte=ends_on) if ends_on else Q()
    if others.filter(after, before).exclude(starts_on=starts_on).exists():
        raise DomainError(
            _("The child pays by the month in these months already. Nothing was saved."), code="overlap"
        )
    plan = plan or FlatPlan(facility=facility, child=child, side=side, starts_on=starts_on)
    plan.ends_on = ends_on
    plan.save()
    _audit(actor, plan, "care.plan")
    return plan


@transaction.atomic
def drop_flat_plan(*, actor: User, plan: FlatPlan) -> None:
    """Take a plan back of which no month was confirmed."""
    require_biller(actor, plan.facility, plan.child)
    lock_bills(plan.facility)
    if not FlatPlan.objects.filter(pk=plan.pk).exists():
        return
    _require_undecided(plan.facility, plan.child, plan.side, plan.starts_on)
    _audit(actor, plan, "care.plan_dropped")
    plan.delete()


def _change_from(plan: FlatPlan | None, starts_on: date, ends_on: date | None) -> date:
    """The first day for which something changes: all of a new plan, else what lies behind the nearer end."""
    if plan is None:
        return starts_on
    ends = [end + timedelta(days=1) for end in (plan.ends_on, ends_on) if end]
    return min(ends, default=starts_on)


def _require_priced(facility: Facility, side: str, starts_on: date) -> None:
    priced = CareRule.objects.filter(
        facility=facility, side=side, starts_on__lte=end_of_month(starts_on), monthly_flat__isnull=False
    )
    if not priced.exists():
        raise DomainError(
            _("No rule of this month has a flat price. Nothing was saved; enter one first."), code="no_price"
        )


def _require_undecided(facility: Facility, child: Child, side: str, day: date) -> None:
    decided = Charge.objects.filter(facility=facility, child=child, side=side, day__gte=day)
    if decided.exclude(state=Charge.State.DRAFT).exists():
        raise DomainError(
            _("Charges of these months are final already. Nothing was saved; choose a later month."),
            code="already_confirmed",
        )


def _audit(actor: User, plan: FlatPlan, action: str) -> None:
    note(actor, action, ("plan", plan.pk), plan.facility, child=plan.child_id, side=plan.side)
