"""What is deleted when its time is over, and what a family may have deleted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import DomainError, NotVisible
from facilities import services
from facilities.models import (
    AuditEntry,
    ChangeRequest,
    Child,
    Classroom,
    Decision,
    EmailCheck,
    Enrolment,
    Erasure,
    Facility,
    Guardian,
    Household,
    Invitation,
    Organisation,
    RosterImport,
)
from notices.models import Reading, Recipient
from notices.services import record_reading
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


def gone_for(child: Child, **ago: int) -> None:
    Enrolment.objects.filter(child=child).update(
        starts_on=factories.today() - timedelta(days=4000), ends_on=factories.today() - timedelta(**ago)
    )


def words_of(*rows: object) -> str:
    """Every text of these rows as they are in the database now."""
    fresh = [type(row)._default_manager.get(pk=row.pk) for row in rows]  # type: ignore[attr-defined]
    return " ".join(str(getattr(row, field.name)) for row in fresh for field in row._meta.concrete_fields)


def test_a_family_that_left_long_ago_is_nobody_any_more(
    office: User, organisation: Organisation, child: Child, guardian: Guardian
) -> None:
    notice = factories.make_notice(office, organisation)
    record_reading(actor=guardian.user, notice=notice, kind="opened")
    names = [child.family_name, child.given_name, guardian.name, guardian.phone, guardian.user.login]
    gone_for(child, days=5 * 365 + 2)

    report = services.erase_expired()

    left = words_of(child, guardian, guardian.household, guardian.user)
    assert report == {"children": 1, "households": 1, "guardians": 1, "accounts": 1}
    assert [name for name in names if name in left] == []
    assert not User.objects.get(pk=guardian.user.pk).is_active
    assert Recipient.objects.filter(household=guardian.household).exists()
    assert Reading.objects.filter(guardian=guardian).exists()
    assert Erasure.objects.get().report == report


def test_it_is_not_deleted_twice_nor_too_early(child: Child, guardian: Guardian) -> None:
    gone_for(child, days=5 * 365 - 2)
    assert services.erase_expired() == {}

    gone_for(child, days=5 * 365 + 2)
    services.erase_expired()

    assert services.erase_expired() == {}


def test_a_family_with_a_younger_child_stays(child: Child, guardian: Guardian, classroom: Classroom) -> None:
    factories.grant(guardian, factories.make_child(classroom, given_name="蓮"))
    gone_for(child, days=5 * 365 + 2)

    report = services.erase_expired()

    assert report == {"children": 1}
    assert Guardian.objects.get(pk=guardian.pk).name == guardian.name


def test_looking_first_deletes_nothing(child: Child, guardian: Guardian) -> None:
    gone_for(child, days=5 * 365 + 2)

    report = services.erase_expired(dry_run=True)

    assert report["children"] == 1
    assert Child.objects.get(pk=child.pk).family_name == child.family_name
    assert not Erasure.objects.exists()


def test_old_codes_files_and_requests_go(
    office: User, manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    old = timezone.now() - timedelta(days=4 * 365)
    Invitation.objects.create(
        organisation=facility.organisation, facility=facility, kind="guardian", child=child, code_hash="a" * 64,
        created_by=manager, created_at=old, expires_at=old,
    )  # fmt: skip
    roster = RosterImport.objects.create(
        organisation=facility.organisation, file_name="名簿.csv", content=b"x", sha256="0" * 64,
        created_by=manager, created_at=old,
    )  # fmt: skip
    roster.rows.create(number=2, result="new", values={"name": "佐藤"})
    for state in (Decision.APPROVED, Decision.OPEN):
        ChangeRequest.objects.create(
            organisation=facility.organisation, facility=facility, kind="child", child=child, state=state,
            asked_by=guardian.user, asked_at=old, decided_at=old if state != Decision.OPEN else None,
        )  # fmt: skip

    report = services.erase_expired()

    assert report == {"invitations": 1, "roster_files": 1, "change_requests": 1}
    assert bytes(RosterImport.objects.get().content) == b""
    assert ChangeRequest.objects.get().state == Decision.OPEN


def test_a_family_that_asks_is_forgotten_once_it_has_left(
    office: User, child: Child, guardian: Guardian
) -> None:
    with pytest.raises(DomainError, match="still goes"):
        services.erase_family(actor=office, household=guardian.household)
    gone_for(child, days=1)

    erasure = services.erase_family(actor=office, household=guardian.household)

    assert erasure.report["children"] == 1
    assert Household.objects.get(pk=guardian.household_id).name == ""
    assert AuditEntry.objects.filter(action="family.erased", subject_id=guardian.household_id).exists()


def test_one_of_two_households_does_not_erase_the_child_of_both(
    office: User, child: Child, guardian: Guardian, separated_guardian: Guardian
) -> None:
    gone_for(child, days=1)

    services.erase_family(actor=office, household=guardian.household)

    assert Child.objects.get(pk=child.pk).family_name == child.family_name
    assert Guardian.objects.get(pk=separated_guardian.pk).name == separated_guardian.name
    assert Guardian.objects.get(pk=guardian.pk).name == ""


def test_only_keepers_of_the_roster_erase(manager: User, teacher: User, outsider: Guardian) -> None:
    with pytest.raises(NotVisible):
        services.erase_family(actor=teacher, household=outsider.household)


def test_digits_that_were_mailed_are_forgotten_at_night_and_by_nobody_else(manager: User) -> None:
    check = services.start_email_check(actor=manager, email="yuki@example.jp")
    EmailCheck.objects.update(expires_at=timezone.now() - timedelta(days=3))

    services.mail_waiting()
    assert EmailCheck.objects.filter(pk=check.pk).exists()

    assert services.erase_expired() == {"email_checks": 1}
