"""Rules of extended care: versions by day. What a charge came from stays as it was."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import CareRule, Charge, MonthClose
from attendance.policies import require_runner
from backend.errors import DomainError
from facilities.models import Facility
from facilities.policies import audit

FIGURES = frozenset(
    {
        "counts_from",
        "grace_minutes",
        "grace",
        "unit_minutes",
        "rounding",
        "price",
        "daily_cap",
        "monthly_cap",
        "monthly_flat",
    }
)


def lock_bills(facility: Facility) -> None:
    """Who changes what families of a facility pay waits for her turn; stamps do not wait."""
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)


def note(
    actor: User,
    action: str,
    about: tuple[str, UUID],
    facility: Facility,
    *,
    child: UUID | None = None,
    **details: str | int,
) -> None:
    """One entry of the audit; `about` is the kind and id of the row."""
    audit(
        actor,
        action,
        about[0],
        about[1],
        organisation=facility.organisation_id,
        facility=facility,
        child=child,
        **details,
    )


@transaction.atomic
def set_care_rule(
    *, actor: User, facility: Facility, group: str, side: str, starts_on: date, figures: Mapping[str, Any]
) -> CareRule:
    """What minutes beyond the hours cost from a day on. The same day again changes it while nothing came from it."""
    require_runner(actor, facility)
    lock_bills(facility)
    key: dict[str, Any] = {"facility": facility, "group": group, "side": side, "starts_on": starts_on}
    values = {name: value for name, value in figures.items() if name in FIGURES}
    rule = CareRule.objects.filter(**key).first()
    if rule and all(getattr(rule, name) == value for name, value in values.items()):
        return rule
    _require_unbilled(facility, group, side, starts_on)
    if rule:
        _require_unused(rule)
        for name, value in values.items():
            setattr(rule, name, value)
        rule.made_by = actor
        rule.save()
    else:
        rule = CareRule.objects.create(**key, **values, made_by=actor)
    note(actor, "care.rule", ("rule", rule.pk), facility, group=group, side=side)
    return rule


@transaction.atomic
def drop_care_rule(*, actor: User, rule: CareRule) -> None:
    """Take back a rule from which no charge came."""
    require_runner(actor, rule.facility)
    lock_bills(rule.facility)
    if not CareRule.objects.filter(pk=rule.pk).exists():
        return
    _require_unused(rule)
    _require_unbilled(rule.facility, rule.group, rule.side, rule.starts_on)
    note(actor, "care.rule_dropped", ("rule", rule.pk), rule.facility, group=rule.group, side=rule.side)
    rule.delete()


def _require_unused(rule: CareRule) -> None:
    if Charge.objects.filter(rule=rule).exists():
        raise DomainError(
            _(
                "Charges came from this rule already, so it stays as it is. Nothing was saved; enter a new rule "
                "from a later day."
            ),
            code="rule_used",
        )


def _require_unbilled(facility: Facility, group: str, side: str, starts_on: date) -> None:
    """A rule never reaches back into a closed month, nor behind what was decided on."""
    closed = MonthClose.objects.filter(
        facility=facility, month__gte=starts_on.replace(day=1), reopened_at__isnull=True
    )
    if closed.exists():
        raise DomainError(
            _("This day lies in a month that is closed. Nothing was saved; choose a later day."),
            code="month_closed",
        )
    decided = Charge.objects.filter(facility=facility, side=side, rule__group=group, day__gte=starts_on)
    if decided.exclude(state=Charge.State.DRAFT).exists():
        raise DomainError(
            _("Charges from this day on are final already. Nothing was saved; choose a later day."),
            code="already_confirmed",
        )
