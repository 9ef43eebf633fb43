"""What is agreed for a child (契約): dated rows, and what is past stays as it was."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import CareContract, Charge
from attendance.selectors.contracts import mark_of_contracts
from attendance.selectors.settings import is_closed_month
from attendance.services.care_rules import note
from attendance.services.stamps import tell_of
from backend.errors import Conflict, DomainError, NotVisible
from facilities.clock import today_at
from facilities.models import Child, Enrolment, Facility, Grant, on_day
from facilities.policies import require_keeper_of

AGREED = (
    "group", "arrives_at", "leaves_at", "hours_from", "hours_until", "weekdays", "picker",
)  # fmt: skip


@transaction.atomic
def set_contract(
    *, actor: User, child: Child, starts_on: date, agreed: Mapping[str, Any], seen: str
) -> CareContract:
    """From a day on this holds; the row before it ends the day before. The first one may reach back.

    `seen` is the mark of the rows the keeper was looking at; with others there now, somebody was there first.
    """
    facility = Facility.objects.get(pk=require_keeper_of(actor, child))
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    rows = list(CareContract.objects.filter(facility=facility, child=child).order_by("starts_on"))
    values = {name: agreed[name] for name in AGREED}
    same = next((row for row in rows if row.starts_on == starts_on), None)
    if same and all(getattr(same, name) == value for name, value in values.items()):
        return same
    _require_sound(child, facility, values, starts_on)
    if seen != mark_of_contracts(rows):
        raise Conflict(
            _("Somebody has changed this contract meanwhile. Nothing was saved. Look at the page again.")
        )
    _require_open(facility, child, starts_on, rows)
    row = _write(facility, child, starts_on, values, rows, same)
    note(actor, "care.contract", ("contract", row.pk), facility, child=child.pk)
    tell_of(facility, child)
    return row


def _require_sound(child: Child, facility: Facility, values: Mapping[str, Any], starts_on: date) -> None:
    if values["arrives_at"] >= values["leaves_at"]:
        raise DomainError(_("The child would leave before coming. Nothing was saved."), code="order")
    begins, ends = values["hours_from"], values["hours_until"]
    if begins and ends and begins >= ends:
        raise DomainError(_("The agreed hours end before they begin. Nothing was saved."), code="order")
    place = Enrolment.objects.filter(child=child, facility=facility).order_by("starts_on").first()
    if place is None or starts_on < place.starts_on:
        raise DomainError(
            _("The child did not go here yet on that day. Nothing was saved; choose a later day."),
            code="too_early",
        )
    picker = values["picker"]
    fetches = Grant.objects.live(today_at(facility)).filter(child=child, can_pick_up=True)
    if picker and not fetches.filter(guardian=picker).exists():
        raise DomainError(_("This adult may not pick the child up. Nothing was saved."), code="picker")


def _require_open(facility: Facility, child: Child, starts_on: date, rows: list[CareContract]) -> None:
    """What held yesterday is never rewritten; a first contract may reach back to where nothing was billed."""
    if starts_on >= today_at(facility):
        return
    if any(row.starts_on < today_at(facility) for row in rows):
        raise DomainError(
            _("Choose today or a later day. What is past stays as it was. Nothing was changed."), code="past"
        )
    decided = Charge.objects.filter(facility=facility, child=child, day__gte=starts_on)
    if is_closed_month(facility, starts_on) or decided.exclude(state=Charge.State.DRAFT).exists():
        raise DomainError(
            _("Days from then on are closed or final. Nothing was saved; choose a later day."),
            code="month_closed",
        )


def _write(
    facility: Facility,
    child: Child,
    starts_on: date,
    values: Mapping[str, Any],
    rows: list[CareContract],
    same: CareContract | None,
) -> CareContract:
    if same:
        for name, value in values.items():
            setattr(same, name, value)
        same.save()
        return same
    for row in rows:
        if row.starts_on < starts_on <= (row.ends_on or starts_on):
            row.ends_on = starts_on - timedelta(days=1)
            row.save(update_fields=["ends_on"])
    following = next((row.starts_on for row in rows if row.starts_on > starts_on), None)
    ends_on = following - timedelta(days=1) if following else None
    return CareContract.objects.create(
        facility=facility, child=child, starts_on=starts_on, ends_on=ends_on, **values
    )


@transaction.atomic
def end_contract(*, actor: User, contract: CareContract, ends_on: date | None, seen: str) -> CareContract:
    """Nothing is agreed after its last day; None lets it go on again. What is past stays as it was."""
    facility = Facility.objects.get(pk=require_keeper_of(actor, contract.child))
    Child.objects.select_for_update(no_key=True).get(pk=contract.child_id)
    rows = list(CareContract.objects.filter(facility=facility, child=contract.child_id).order_by("starts_on"))
    row = next((one for one in rows if one.pk == contract.pk), None)
    if row is None:
        raise NotVisible
    if row.ends_on == ends_on:
        return row
    if seen != mark_of_contracts(rows):
        raise Conflict(
            _("Somebody has changed this contract meanwhile. Nothing was saved. Look at the page again.")
        )
    _require_endable(row, ends_on, rows, today_at(facility))
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    note(actor, "care.contract_end", ("contract", row.pk), facility, child=row.child_id)
    tell_of(facility, contract.child)
    return row


def _require_endable(row: CareContract, ends_on: date | None, rows: list[CareContract], today: date) -> None:
    """From yesterday on, within its own days, and before the next one begins."""
    following = next((one.starts_on for one in rows if one.starts_on > row.starts_on), None)
    yesterday = today - timedelta(days=1)
    if row.ends_on is not None and row.ends_on < yesterday:
        raise DomainError(_("This contract is over. What is past stays as it was."), code="past")
    if ends_on is not None and ends_on < max(row.starts_on, yesterday):
        raise DomainError(
            _("Choose a last day from yesterday on, not before it began. Nothing was changed."), code="past"
        )
    if following and (ends_on is None or ends_on >= following):
        raise DomainError(
            _("Another contract begins then. Nothing was changed; take that one back first."), code="overlap"
        )


@transaction.atomic
def drop_contract(*, actor: User, contract: CareContract) -> None:
    """Take back what was to hold from a later day; the row before it goes on."""
    facility = Facility.objects.get(pk=require_keeper_of(actor, contract.child))
    Child.objects.select_for_update(no_key=True).get(pk=contract.child_id)
    row = CareContract.objects.filter(pk=contract.pk, facility=facility).first()
    if row is None:
        return
    if row.starts_on <= today_at(facility):
        raise DomainError(
            _("This contract holds already. Nothing was changed; enter a new one from a later day."),
            code="past",
        )
    note(actor, "care.contract_dropped", ("contract", row.pk), facility, child=row.child_id)
    row.delete()
    before = CareContract.objects.filter(
        on_day(row.starts_on - timedelta(days=1)), facility=facility, child=row.child_id
    ).first()
    if before:
        before.ends_on = row.ends_on
        before.save(update_fields=["ends_on"])
    tell_of(facility, contract.child)
