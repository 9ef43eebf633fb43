"""Rows that may not exist, refused by PostgreSQL itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from facilities.models import (
    AuditEntry,
    Child,
    Classroom,
    Enrolment,
    Facility,
    Guardian,
    Organisation,
    StaffPost,
)
from facilities.policies import audit
from tests import factories
from tests.owner import as_owner

pytestmark = pytest.mark.django_db


def check_now() -> None:
    """Deferred constraints are checked at commit; a test asks for it early."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_child_is_never_enrolled_twice_in_one_class_at_one_time(child: Child, classroom: Classroom) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.enrol(child, classroom, starts_on=factories.today())


def test_a_child_may_return_to_a_class_later(child: Child, classroom: Classroom) -> None:
    Enrolment.objects.filter(child=child).update(ends_on=factories.today() - timedelta(days=10))

    factories.enrol(child, classroom, starts_on=factories.today())

    assert Enrolment.objects.filter(child=child).count() == 2


def test_an_enrolment_agrees_with_the_facility_of_its_class(
    child: Child, classroom: Classroom, other_facility: Facility
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(child=child).update(facility=other_facility)
        check_now()


def test_a_child_of_one_organisation_is_not_enrolled_in_another(child: Child) -> None:
    foreign = factories.make_classroom()

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.enrol(child, foreign)
        check_now()


def test_a_guardian_of_one_organisation_gets_no_grant_in_another(guardian: Guardian) -> None:
    foreign = factories.make_child()

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.grant(guardian, foreign)
        check_now()


def test_two_grants_of_one_guardian_never_overlap(guardian: Guardian, child: Child) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.grant(guardian, child, starts_on=factories.today())


def test_a_block_may_stand_beside_a_grant(guardian: Guardian, child: Child) -> None:
    factories.grant(guardian, child, is_blocked=True)

    assert not Child.objects.visible_to(guardian.user).exists()


def test_a_central_role_names_no_facility(office: object, facility: Facility) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffPost.objects.filter(role="central_sender").update(facility=facility)


def test_an_audit_entry_is_never_changed_or_deleted(guardian: Guardian, organisation: Organisation) -> None:
    entry = audit(guardian.user, "test.act", "household", guardian.household_id, organisation=organisation)

    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(action="another")
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()
