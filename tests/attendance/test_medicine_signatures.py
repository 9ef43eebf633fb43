"""Medicine: the second signature, on her own screen, on the spot or by PIN on a shared tablet."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from attendance import services
from attendance.models import DoseSignature, MedicationDose
from attendance.selectors.medicine import to_sign
from backend.errors import Conflict, DomainError, NotVisible
from facilities.acting import acting_on
from facilities.models import AuditEntry
from facilities.services import set_pin
from tests.attendance.dosing import PIN, give

pytestmark = pytest.mark.usefixtures("clock")


def test_at_a_pc_the_second_one_signs_in_her_own_session(accepted, teacher, manager, facility):
    dose = give(teacher, accepted, None)
    assert (dose.second, to_sign(manager, facility), to_sign(teacher, facility)) == (None, [dose], [])

    first = services.sign_dose(actor=manager, dose=dose)

    assert services.sign_dose(actor=manager, dose=dose) == first
    assert MedicationDose.objects.get().second == manager
    assert to_sign(manager, facility) == []
    assert AuditEntry.objects.filter(action="medicine.sign", child=accepted.child).count() == 1


def test_who_gave_it_never_signs_a_second_time(accepted, teacher):
    dose = give(teacher, accepted, None)
    set_pin(actor=teacher, pin=PIN)
    herself = services.Witness(teacher.staff_members.get(), PIN)

    for second in (None, herself):
        with pytest.raises(DomainError):
            services.sign_dose(actor=teacher, dose=dose, witness=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        DoseSignature.objects.create(dose=dose, facility=dose.facility, given_by=teacher, by=teacher)
    assert not DoseSignature.objects.exists()


def test_the_database_knows_who_gave_it(accepted, teacher, manager, keeper):
    dose = give(teacher, accepted, None)

    with pytest.raises(IntegrityError), transaction.atomic():
        DoseSignature.objects.create(dose=dose, facility=dose.facility, given_by=keeper, by=teacher)
        connection.check_constraints()


def test_a_third_one_hears_who_has_signed(accepted, teacher, manager, keeper):
    dose = give(teacher, accepted, None)
    services.sign_dose(actor=manager, dose=dose)

    with pytest.raises(Conflict):
        services.sign_dose(actor=keeper, dose=dose)


def test_what_was_seen_on_the_spot_needs_no_second_signature(accepted, teacher, witness, keeper):
    dose = give(teacher, accepted, witness)

    assert services.sign_dose(actor=keeper, dose=dose) is None
    assert not DoseSignature.objects.exists()


def test_strangers_and_the_childs_own_family_sign_nothing(
    accepted, teacher, other_teacher, other_manager, office, guardian
):
    dose = give(teacher, accepted, None)

    for person in (other_teacher, other_manager, office, guardian.user):
        with pytest.raises(NotVisible):
            services.sign_dose(actor=person, dose=dose)


def test_a_shared_tablet_wants_the_second_pin(accepted, teacher, manager, tablet, witness):
    with acting_on(tablet.pk, tablet.facility_id), pytest.raises(DomainError):
        give(teacher, accepted, None)
    dose = give(teacher, accepted, None)
    with acting_on(tablet.pk, tablet.facility_id):
        with pytest.raises(DomainError):
            services.sign_dose(actor=manager, dose=dose)
        with pytest.raises(DomainError):
            services.sign_dose(actor=teacher, dose=dose, witness=replace(witness, pin="518306"))

        services.sign_dose(actor=teacher, dose=dose, witness=witness)

    assert MedicationDose.objects.get().second == manager
