"""Questions whose answer lies at a facility the person who asks cannot see, asked behind the database's wall."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from backend.celery import app
from backend.errors import NotVisible
from backend.rowlevel import Visitor, inside
from facilities import services
from facilities.models import (
    Child,
    Classroom,
    Enrolment,
    Facility,
    Guardian,
    Household,
    Invitation,
    RosterRow,
)
from facilities.services import rosters
from tests import factories
from tests.facilities.roster_files import HIMARI, csv_file

TODAY = factories.today()


def behind_the_wall(user: User) -> Any:
    return inside(Visitor(lambda: user.pk))


@pytest.fixture
def elsewhere(other_facility: Facility) -> Child:
    """A child of a facility that the manager does not see."""
    return factories.make_child(factories.make_classroom(other_facility), given_name="琴羽")


def test_a_child_who_goes_elsewhere_is_no_child_without_a_place(
    manager: User, classroom: Classroom, elsewhere: Child
) -> None:
    with behind_the_wall(manager), pytest.raises(NotVisible):
        services.enrol_child(
            actor=manager,
            child=elsewhere,
            classroom=classroom,
            starts_on=TODAY,
            kind=Enrolment.Kind.TEMPORARY,
        )

    assert elsewhere.enrolments.count() == 1


def test_a_child_without_any_place_can_be_given_one(
    manager: User, classroom: Classroom, elsewhere: Child
) -> None:
    Enrolment.objects.filter(child=elsewhere).delete()

    with behind_the_wall(manager):
        services.enrol_child(actor=manager, child=elsewhere, classroom=classroom, starts_on=TODAY)

    assert elsewhere.enrolments.get().classroom == classroom


def test_a_block_ends_the_sheet_of_another_facility_too(
    manager: User, child: Child, separated_guardian: Guardian, other_facility: Facility
) -> None:
    sheet = Invitation.objects.create(
        organisation=child.organisation, facility=other_facility, child=child, guardian=separated_guardian,
        kind=Invitation.Kind.GUARDIAN, code_hash="x", expires_at=timezone.now() + timedelta(days=3),
        created_by=factories.make_user(),
    )  # fmt: skip

    with behind_the_wall(manager):
        services.block_guardian(
            actor=manager, child=child, guardian=separated_guardian, reason="裁判所の命令"
        )

    sheet.refresh_from_db()
    assert sheet.revoked_at is not None


def test_an_account_with_a_family_in_another_organisation_outlives_an_erasure(
    approver: User, child: Child, guardian: Guardian, household: Household
) -> None:
    Enrolment.objects.filter(child=child).update(ends_on=TODAY - timedelta(days=1))
    family_abroad = factories.make_guardian(factories.make_child(), user=guardian.user)

    with behind_the_wall(approver):
        erasure = services.erase_family(actor=approver, household=household)

    family_abroad.refresh_from_db()
    assert erasure.report["accounts"] == 0
    assert family_abroad.user == guardian.user
    assert User.objects.get(pk=guardian.user_id).is_active


def test_a_file_read_without_a_worker_leaves_a_child_alone_who_goes_elsewhere_now(
    manager: User,
    facility: Facility,
    classroom: Classroom,
    other_facility: Facility,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    born = TODAY.replace(year=2024, month=4, day=2)
    gone = factories.make_child(classroom, external_id=HIMARI[0], born_on=born)
    Enrolment.objects.filter(child=gone).update(ends_on=TODAY - timedelta(days=1))
    factories.enrol(gone, factories.make_classroom(other_facility), starts_on=TODAY)

    def no_broker(*_arguments: object, **_options: object) -> None:
        raise OperationalError

    monkeypatch.setattr(app, "send_task", no_broker)
    with behind_the_wall(manager), django_capture_on_commit_callbacks(execute=True):
        rosters.upload_roster(
            actor=manager, organisation=facility.organisation, facility=facility, file_name="名簿.csv",
            content=csv_file(HIMARI), starts_on=TODAY + timedelta(days=1),
        )  # fmt: skip

    row = RosterRow.objects.get()
    assert (row.child_id, row.result) == (None, RosterRow.Result.ERROR)
