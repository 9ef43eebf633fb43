"""The register of allergies: noted, changed with a look at what others wrote meanwhile, and ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import Allergy
from attendance.policies import require_health_keeper
from backend.errors import Conflict, DomainError
from facilities.models import Child, Facility
from facilities.policies import audit

FIELDS = (
    *("allergen", "name", "severity", "leave_out", "substitute"),
    *("action", "epipen_place", "valid_until"),
)


@transaction.atomic
def note_allergy(*, actor: User, child: Child, id: UUID, values: Mapping[str, Any]) -> Allergy:
    """One more allergen. A second press of the same form is the same row."""
    facility = require_health_keeper(actor, child)
    _require_named(values)
    given = {name: values[name] for name in FIELDS if name in values}
    row, is_new = Allergy.objects.get_or_create(
        id=id, defaults={**given, "child": child, "facility": facility, "noted_by": actor}
    )
    if row.child_id != child.pk:
        raise Conflict(_("This belongs to another child. Nothing was saved."), code="other_child")
    if is_new:
        _note(actor, "allergy.note", row, facility)
    return row


@transaction.atomic
def change_allergy(*, actor: User, allergy: Allergy, seen: int, values: Mapping[str, Any]) -> Allergy:
    """What somebody else saved since the form was opened is not saved over."""
    facility = require_health_keeper(actor, allergy.child)
    _require_named(values)
    given = {name: values[name] for name in FIELDS if name in values}
    fresh = {**given, "noted_by": actor, "noted_at": timezone.now(), "version": F("version") + 1}
    _save(allergy, seen, fresh)
    _note(actor, "allergy.change", allergy, facility)
    allergy.refresh_from_db()
    return allergy


@transaction.atomic
def end_allergy(*, actor: User, allergy: Allergy, seen: int) -> Allergy:
    """The doctor says it is over. The row stays for who looks back; twice is once."""
    facility = require_health_keeper(actor, allergy.child)
    allergy.refresh_from_db()
    if allergy.ended_at:
        return allergy
    _save(allergy, seen, {"ended_at": timezone.now(), "version": F("version") + 1})
    _note(actor, "allergy.end", allergy, facility)
    allergy.refresh_from_db()
    return allergy


def _save(allergy: Allergy, seen: int, fresh: Mapping[str, Any]) -> None:
    still = Allergy.objects.filter(pk=allergy.pk, version=seen, ended_at__isnull=True)
    if not still.update(**fresh):
        allergy.refresh_from_db()
        raise Conflict(
            _("Somebody changed this allergy meanwhile. Nothing was saved. Compare the two and save again."),
            code="changed_meanwhile",
            details={"version": allergy.version},
        )


def _require_named(values: Mapping[str, Any]) -> None:
    if values.get("allergen") == Allergy.Allergen.OTHER and not values.get("name"):
        raise DomainError(_("Write what it is. Nothing was saved."), code="unnamed")


def _note(actor: User, action: str, row: Allergy, facility: Facility) -> None:
    audit(
        actor,
        action,
        "allergy",
        row.pk,
        organisation=facility.organisation_id,
        facility=facility,
        child=row.child_id,
    )
