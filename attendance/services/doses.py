"""Giving a medicine: one of the staff gives it, another sees it with her own PIN, and it is written once."""

from dataclasses import dataclass
from datetime import time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import MedicationDose, MedicationRequest
from attendance.policies import require_caretaker
from attendance.services.medicine import tell_medicine
from backend.errors import Conflict, DomainError, NotVisible
from backend.moments import believed
from facilities.clock import today_at
from facilities.models import StaffMember
from facilities.policies import audit
from facilities.selectors.tablets import staff_at
from facilities.services import check_pin


@dataclass(frozen=True)
class Witness:
    """The second one of the staff, and the PIN she typed."""

    member: StaffMember
    pin: str


def give_dose(
    *,
    actor: User,
    request: MedicationRequest,
    planned_at: time,
    id: UUID,
    witness: Witness,
    note: str = "",
) -> MedicationDose:
    """Written once for each planned time. A wrong PIN counts as a try, whatever comes after."""
    require_caretaker(actor, request.child, request.facility)
    _require_other(actor, request, witness.member)
    known = MedicationDose.objects.filter(pk=id, request=request).first()
    if known:
        return known
    _require_planned(request, planned_at)
    check_pin(member=witness.member, pin=witness.pin)
    return _write(actor, request, planned_at, id, witness.member.user, note)


@transaction.atomic
def _write(
    actor: User, request: MedicationRequest, planned_at: time, id: UUID, seen_by: User, note: str
) -> MedicationDose:
    row = MedicationRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    _require_planned(row, planned_at)
    dose, is_new = MedicationDose.objects.get_or_create(
        request=row,
        day=today_at(row.facility),
        planned_at=planned_at,
        defaults={
            "id": id,
            "facility": row.facility,
            "given_at": believed(None),
            "given_by": actor,
            "seen_by": seen_by,
            "note": note,
        },
    )
    if not is_new and dose.pk != id:
        at = timezone.localtime(dose.given_at)
        raise Conflict(
            _("This dose was given at %(time)s by %(name)s. Do not give it again. Nothing was saved.")
            % {"time": f"{at:%H:%M}", "name": dose.given_by.name},
            code="given_already",
        )
    if is_new:
        _note(actor, dose, row)
    return dose


def _require_other(actor: User, request: MedicationRequest, member: StaffMember) -> None:
    if not staff_at(request.facility_id).filter(pk=member.pk).exists():
        raise NotVisible
    if member.user_id == actor.pk:
        raise DomainError(
            _("A second person looks on and types her own PIN. Nothing was saved."), code="same_person"
        )


def _require_planned(request: MedicationRequest, planned_at: time) -> None:
    today = today_at(request.facility)
    is_accepted = request.state == MedicationRequest.State.ACCEPTED
    if (
        not is_accepted
        or not request.starts_on <= today <= request.ends_on
        or planned_at not in request.times
    ):
        raise DomainError(
            _("No dose of this medicine is planned now. Do not give it. Nothing was saved."),
            code="not_planned",
        )


def _note(actor: User, dose: MedicationDose, row: MedicationRequest) -> None:
    place = row.facility
    audit(
        actor,
        "medicine.give",
        "medication_dose",
        dose.pk,
        organisation=place.organisation_id,
        facility=place,
        child=row.child_id,
    )
    tell_medicine(row)
