"""What an approved request does, by its kind; data that has changed since it was asked is not overwritten."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from facilities.models import RIGHTS, ChangeRequest, Child, Grant, Guardian, Household
from facilities.services import grants

Kind = ChangeRequest.Kind
CHANGED = _("The data has changed since this was asked. Nothing was saved. Refuse it, or ask anew.")


def apply_request(actor: User, request: ChangeRequest) -> None:
    """Inside the decision's transaction; a refusal of a rule leaves everything as it was."""
    if request.child_id is None:
        raise NotVisible
    child = Child.objects.select_for_update().get(pk=request.child_id)
    if request.guardian_id:
        request.guardian = Guardian.objects.select_for_update().get(pk=request.guardian_id)
    if request.kind == Kind.CHILD:
        _asker(request, child)
        _write(child, request.changes)
    elif request.kind == Kind.GUARDIAN:
        _change_guardian(request, _asker(request, child))
    elif request.kind == Kind.SECOND_GUARDIAN:
        _second_guardian(request, child)
    else:
        _link(actor, request, child)


def wanted(request: ChangeRequest) -> dict[str, Any]:
    """{field: after}."""
    return {row["field"]: row["after"] for row in request.changes}


def _link(actor: User, request: ChangeRequest, child: Child) -> None:
    fields = wanted(request)
    guardian = request.guardian
    if "is_protected" in fields:
        Household.objects.filter(pk=fields["household"]).update(is_protected=False)
    elif guardian is None:
        request.guardian = _new_guardian(request, child)
    elif "is_blocked" in fields:
        grants.lift_block(child, guardian)
    elif "ends" in fields:
        grants.end_rights(actor, child, guardian)
    else:
        _change_rights(request, child, guardian)


def _change_rights(request: ChangeRequest, child: Child, guardian: Guardian) -> None:
    current = grants.live_grant(child, guardian)
    rights = {right: bool(current and getattr(current, right)) for right in RIGHTS}
    if any(rights[row["field"]] != row["before"] for row in request.changes):
        raise Conflict(CHANGED, code="changed_meanwhile")
    grants.give_rights(child, guardian, rights | wanted(request))


def _new_guardian(request: ChangeRequest, child: Child) -> Guardian:
    fields = wanted(request)
    household = (
        Household.objects.get(pk=fields["household"], organisation=request.organisation_id)
        if fields.get("household")
        else Household.objects.create(organisation_id=request.organisation_id, name=fields["household_name"])
    )
    beside = Guardian.objects.filter(household=household, name=fields["name"]).exclude(grants__child=child)
    guardian = beside.first() or _make(household, fields)
    grants.give_rights(child, guardian, fields)
    return guardian


def _second_guardian(request: ChangeRequest, child: Child) -> None:
    """The same person asked for a sibling is not made twice."""
    fields, asker = wanted(request), _asker(request, child)
    known = Guardian.objects.filter(
        household=asker.household_id, name=fields["name"], relation=fields["relation"]
    ).first()
    if known and Grant.objects.filter(guardian=known, child=child, is_blocked=True).exists():
        raise DomainError(
            _(
                "This person was blocked for the child before. Add them on the child's page. Nothing was saved."
            ),
            code="blocked",
        )
    guardian = known or _make(asker.household, fields)
    if grants.live_grant(child, guardian) is None:
        grants.give_rights(child, guardian, fields)


def _make(household: Household, fields: dict[str, Any]) -> Guardian:
    adults = Guardian.objects.filter(household=household)
    return Guardian.objects.create(
        organisation_id=household.organisation_id,
        household=household,
        name=fields["name"],
        kana=fields.get("kana", ""),
        relation=fields.get("relation", Guardian.Relation.OTHER),
        phone=fields.get("phone", ""),
        call_order=adults.count() + 1,
    )


def _change_guardian(request: ChangeRequest, guardian: Guardian) -> None:
    _write(guardian, request.changes)
    if "name" in wanted(request) and guardian.user is not None:
        guardian.user.name = guardian.name
        guardian.user.save(update_fields=["name"])


def _asker(request: ChangeRequest, child: Child) -> Guardian:
    """Who was blocked meanwhile, or left, asks for nothing any more."""
    live = Grant.objects.live(timezone.localdate()).filter(guardian=request.guardian, child=child)
    if request.guardian is None or not live.exists():
        raise DomainError(
            _("Who asked for this has no rights for the child any more. Nothing was saved. Refuse it."),
            code="asker_gone",
        )
    return request.guardian


def _write(row: Child | Guardian, changes: list[dict[str, Any]]) -> None:
    for change in changes:
        value = getattr(row, change["field"])
        is_date = isinstance(value, date)
        if (value.isoformat() if is_date else value) != change["before"]:
            raise Conflict(CHANGED, code="changed_meanwhile")
        setattr(row, change["field"], date.fromisoformat(change["after"]) if is_date else change["after"])
    row.save(update_fields=[change["field"] for change in changes])
