"""Giving a medicine: one of the staff gives it, another signs that she saw it, and it is written once.

On a shared tablet the second one types her PIN beside the first. At a PC she signs in her own session.
"""

from dataclasses import dataclass
from datetime import time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import DoseSignature, MedicationDose, MedicationRequest
from attendance.policies import require_caretaker, require_witness
from attendance.services.medicine import DOSE, tell_family, tell_medicine
from backend.errors import Conflict, DomainError, NotVisible
from backend.moments import believed
from facilities.acting import device_in_hand
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
    witness: Witness | None,
    note: str = "",
) -> MedicationDose:
    """Written once for each planned time. A wrong PIN counts as a try, whatever comes after.

    Without a `witness` the second signature is to come, by `sign_dose`; a shared tablet wants her at once.
    """
    require_caretaker(actor, request.child, request.facility)
    _require_second(actor, request, witness)
    known = MedicationDose.objects.filter(pk=id, request=request).first()
    if known:
        return known
    _require_planned(request, planned_at)
    return _write(actor, request, planned_at, id, _signed(witness), note)


def sign_dose(*, actor: User, dose: MedicationDose, witness: Witness | None = None) -> DoseSignature | None:
    """She saw it given: in her own session, or with her PIN on the tablet in hand. Who signs twice changes nothing.

    None where somebody signed on the spot. Whoever gave it never signs a second time, whatever the screen.
    """
    require_witness(actor, dose.request)
    signer = witness.member.user if witness else actor
    if signer.pk == dose.given_by_id:
        raise DomainError(
            _("You gave it yourself. A second person signs. Nothing was saved."), code="same_person"
        )
    if witness:
        _require_here(dose.request, witness.member)
    elif device_in_hand():
        raise _no_pin()
    return _sign(signer, dose, witness)


def _sign(signer: User, dose: MedicationDose, witness: Witness | None) -> DoseSignature | None:
    _signed(witness)
    with transaction.atomic():
        if dose.seen_by_id:
            return None
        values = {"facility": dose.facility, "given_by": dose.given_by, "by": signer}
        made, is_new = DoseSignature.objects.get_or_create(dose=dose, defaults=values)
        if is_new:
            _note(signer, dose, dose.request, "medicine.sign")
        elif made.by_id != signer.pk:
            raise Conflict(
                _("%(name)s has signed this meanwhile. Nothing more is needed.") % {"name": made.by.name},
                code="signed_already",
            )
        return made


@transaction.atomic
def _write(
    actor: User, request: MedicationRequest, planned_at: time, id: UUID, seen_by: User | None, note: str
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
        _note(actor, dose, row, "medicine.give")
        tell_family(row, kind=DOSE, about=dose.pk)
    return dose


def _require_second(actor: User, request: MedicationRequest, witness: Witness | None) -> None:
    if witness is None:
        if device_in_hand():
            raise _no_pin()
        return
    _require_here(request, witness.member)
    if witness.member.user_id == actor.pk:
        raise DomainError(
            _("A second person looks on and types her own PIN. Nothing was saved."), code="same_person"
        )


def _require_here(request: MedicationRequest, member: StaffMember) -> None:
    if not staff_at(request.facility_id).filter(pk=member.pk).exists():
        raise NotVisible


def _no_pin() -> DomainError:
    return DomainError(
        _("On a shared tablet the second person types her PIN. Nothing was saved."), code="pin_missing"
    )


def _signed(witness: Witness | None) -> User | None:
    """Who typed her PIN just now."""
    if witness is None:
        return None
    check_pin(member=witness.member, pin=witness.pin)
    return witness.member.user


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


def _note(actor: User, dose: MedicationDose, row: MedicationRequest, action: str) -> None:
    place = row.facility
    audit(
        actor,
        action,
        "medication_dose",
        dose.pk,
        organisation=place.organisation_id,
        facility=place,
        child=row.child_id,
    )
    tell_medicine(row)
