"""Who belongs to a child: rights by date, never overwriting the past; a block holds at once and beats every grant."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from backend.events import publish_revocation
from backend.rowlevel import as_system
from facilities.models import (
    RIGHTS,
    ChangeRequest,
    Child,
    Decision,
    Grant,
    Guardian,
    Household,
    Invitation,
    on_day,
)
from facilities.policies import audit, require_keeper_of

LINK = ChangeRequest.Kind.LINK


@transaction.atomic
def block_guardian(
    *, actor: User, child: Child, guardian: Guardian, reason: str, whole_household: bool = False
) -> None:
    """At once, by one keeper with a reason: she, or every adult of her household, sees nothing of the child."""
    facility = require_keeper_of(actor, child)
    if not guardian.grants.filter(child=child).exists():
        raise NotVisible
    if not reason.strip():
        raise DomainError(_("Write down why. Nothing was blocked."), code="reason_missing")
    adults = Guardian.objects.select_for_update().filter(household=guardian.household_id).order_by("pk")
    for adult in adults if whole_household else adults.filter(pk=guardian.pk):
        belongs = adult.grants.filter(child=child).exists()
        if belongs and not is_blocked(child, adult):
            _block(actor, facility, child, adult, reason.strip())


@transaction.atomic
def protect_household(*, actor: User, child: Child, household: Household) -> None:
    """At once: nobody outside learns where this family is. Lifting it takes a second person."""
    facility = require_keeper_of(actor, child)
    changed = Household.objects.filter(
        pk=household.pk, is_protected=False, guardians__grants__child=child
    ).update(is_protected=True)
    if changed:
        audit(
            actor,
            "household.protect",
            "household",
            household.pk,
            organisation=child.organisation_id,
            facility=facility,
            child=child,
        )


def give_rights(
    child: Child, guardian: Guardian, rights: Mapping[str, bool], ends_on: date | None = None
) -> None:
    """From today on; what was good until yesterday stays as it was. Held by a decided request, never alone."""
    today = timezone.localdate()
    current = live_grant(child, guardian)
    following = (
        Grant.objects.filter(guardian=guardian, child=child, is_blocked=False, starts_on__gt=today)
        .order_by("starts_on")
        .first()
    )
    until = ends_on or (current.ends_on if current else None)
    if until is None and following is not None:
        until = following.starts_on - timedelta(days=1)
    if current is not None:
        _end(current, today)
    Grant.objects.create(
        organisation_id=child.organisation_id,
        guardian=guardian,
        child=child,
        starts_on=today,
        ends_on=until,
        **{right: bool(rights.get(right)) for right in RIGHTS},
    )
    tell_sockets([guardian])


def end_rights(actor: User, child: Child, guardian: Guardian) -> None:
    """From today on she has none; rights that were to begin later never begin."""
    today = timezone.localdate()
    grants = Grant.objects.filter(guardian=guardian, child=child, is_blocked=False)
    grants.filter(starts_on__gt=today).delete()
    for row in grants.filter(on_day(today)):
        _end(row, today)
    _close_doors(actor, child, guardian)


def lift_block(child: Child, guardian: Guardian) -> None:
    """Her earlier grants are good again from today."""
    today = timezone.localdate()
    for row in Grant.objects.filter(on_day(today), guardian=guardian, child=child, is_blocked=True):
        _end(row, today)
    tell_sockets([guardian])


def live_grant(child: Child, guardian: Guardian) -> Grant | None:
    """Today's grant, whether a block beats it or not."""
    return Grant.objects.filter(
        on_day(timezone.localdate()), guardian=guardian, child=child, is_blocked=False
    ).first()


def tell_sockets(guardians: Iterable[Guardian]) -> None:
    """Open screens of these people connect again with what they may hear now."""
    publish_revocation([row.user_id for row in guardians if row.user_id])


def is_blocked(child: Child, guardian: Guardian) -> bool:
    """Is she, today?"""
    rows = Grant.objects.filter(on_day(timezone.localdate()), guardian=guardian, child=child, is_blocked=True)
    return rows.exists()


def _block(actor: User, facility: UUID, child: Child, guardian: Guardian, reason: str) -> None:
    """The reason is kept as a request that needed no second person."""
    Grant.objects.create(
        organisation_id=child.organisation_id,
        guardian=guardian,
        child=child,
        can_view=False,
        is_blocked=True,
        starts_on=timezone.localdate(),
    )
    kept = ChangeRequest.objects.create(
        organisation_id=child.organisation_id,
        facility_id=facility,
        kind=LINK,
        child=child,
        guardian=guardian,
        changes=[{"field": "is_blocked", "before": False, "after": True}],
        reason=reason,
        asked_by=actor,
        state=Decision.APPROVED,
        decided_at=timezone.now(),
    )
    _close_doors(actor, child, guardian)
    audit(
        actor,
        "grant.block",
        "change_request",
        kept.pk,
        organisation=child.organisation_id,
        facility=facility,
        child=child,
    )


def _close_doors(actor: User, child: Child, guardian: Guardian) -> None:
    """Her sockets, the sheets made out to her, and the links she gave to relatives."""
    tell_sockets([guardian])
    sheets = Invitation.objects.open().filter(child=child)
    mine = sheets.filter(guardian=guardian)
    if guardian.user_id:
        mine = mine | sheets.filter(created_by=guardian.user_id, kind=Invitation.Kind.RELATIVE)
    with as_system():  # also a sheet that another facility of the child made out
        mine.update(revoked_at=timezone.now(), revoked_by=actor)


def _end(row: Grant, today: date) -> None:
    """Yesterday is its last day; what began only today leaves its audit entry."""
    if row.starts_on >= today:
        row.delete()
    else:
        row.ends_on = today - timedelta(days=1)
        row.save(update_fields=["ends_on"])
