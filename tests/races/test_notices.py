"""Two people, two devices, one truth: on PostgreSQL, with real threads."""

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict
from backend.receipts import Receipt
from facilities.models import Guardian, Organisation
from facilities.selectors.family import family_of
from notices import services
from notices.models import CallTask, Delivery, FacilityReach, Notice, Reading, Recipient, State
from notices.selectors.readers import readers_of
from tests import factories
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_sending_one_draft_send_it_once(
    office: User, approver: User, organisation: Organisation, guardian: Guardian
) -> None:
    draft = factories.make_draft(office, organisation)
    send = partial(services.schedule_notice, notice=draft, version=draft.version)

    results = together(
        partial(send, actor=office, notice=Notice.objects.get(pk=draft.pk)),
        partial(send, actor=approver, notice=Notice.objects.get(pk=draft.pk)),
    )

    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert Notice.objects.get(pk=draft.pk).state == State.SCHEDULED


def test_eight_workers_releasing_one_notice_write_its_rows_once(
    office: User, organisation: Organisation, guardian: Guardian, co_guardian: Guardian
) -> None:
    draft = factories.make_draft(office, organisation)
    services.schedule_notice(actor=office, notice=draft, version=draft.version)
    Notice.objects.update(publish_at=timezone.now())

    released = together(*[partial(services.release_notice, draft.pk)] * 8)
    frozen = together(*[partial(services.freeze_recipients, draft.pk)] * 8)

    assert sorted(map(bool, released)) == [False] * 7 + [True]
    assert not [result for result in frozen if isinstance(result, Exception)]
    assert Recipient.objects.count() == 1
    assert Delivery.objects.filter(channel="mail").count() == 2


def test_a_reading_that_meets_the_writing_of_the_rows_is_stored(
    office: User, organisation: Organisation, guardian: Guardian
) -> None:
    draft = factories.make_draft(office, organisation)
    services.schedule_notice(actor=office, notice=draft, version=draft.version)
    Notice.objects.update(publish_at=timezone.now())
    services.release_notice(draft.pk)
    reader = User.objects.get(pk=guardian.user_id)
    receipt = Receipt(draft.pk, Reading.Kind.SHOWN, timezone.now(), reader.pk, readers_of(family_of(reader)))
    frozen: list[object] = []

    def freeze_meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        if "notices_notice" in sql and "pg_advisory" not in sql and "unnest" not in sql and not frozen:
            frozen.extend(together(partial(services.freeze_recipients, draft.pk)))
        return execute(sql, *rest)

    with connection.execute_wrapper(freeze_meanwhile):
        stored = services.record_readings([receipt])

    assert frozen == [True]
    assert stored == [True]
    assert Reading.objects.count() == 1


def test_undo_and_the_end_of_the_hold_never_both_win(
    office: User, organisation: Organisation, guardian: Guardian
) -> None:
    draft = factories.make_draft(office, organisation)
    services.schedule_notice(actor=office, notice=draft, version=draft.version)
    Notice.objects.update(publish_at=timezone.now())

    undone, released = together(
        partial(services.undo_schedule, actor=office, notice=Notice.objects.get(pk=draft.pk)),
        partial(services.release_notice, draft.pk),
    )

    state = Notice.objects.get(pk=draft.pk).state
    assert (state == State.DRAFT) is (released is False)
    assert (state == State.PUBLISHING) is isinstance(undone, Conflict)


def test_sixteen_taps_of_two_parents_are_two_readings_and_one_household(
    office: User, organisation: Organisation, guardian: Guardian, co_guardian: Guardian
) -> None:
    notice = factories.make_notice(office, organisation)
    taps = [
        partial(services.record_reading, actor=person.user, notice=notice, kind="confirmed")
        for person in (guardian, co_guardian)
    ]

    results = together(*taps * 8)

    assert results == [None] * 16
    assert Reading.objects.filter(kind="confirmed").count() == 2
    reach = FacilityReach.objects.get(notice=notice)
    assert (reach.read, reach.confirmed) == (1, 1)


def test_eight_callers_taking_one_household_leave_one_caller(
    office: User, organisation: Organisation, guardian: Guardian
) -> None:
    notice = factories.make_notice(office, organisation)
    callers = [factories.make_staff("central_sender", organisation, name=f"職員{n}") for n in range(8)]

    results = together(
        *[
            partial(services.claim_household, actor=caller, notice=notice, household_id=guardian.household_id)
            for caller in callers
        ]
    )

    assert sum(isinstance(result, CallTask) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 7


def test_a_call_and_a_reading_at_the_same_moment_count_the_household_once(
    office: User, organisation: Organisation, guardian: Guardian
) -> None:
    notice = factories.make_notice(office, organisation)
    task = services.claim_household(actor=office, notice=notice, household_id=guardian.household_id)

    together(
        partial(services.record_outcome, actor=office, task=task, token=task.token, outcome="reached"),
        partial(services.record_reading, actor=guardian.user, notice=notice),
    )

    reach = FacilityReach.objects.get(notice=notice)
    assert (reach.households, reach.read, reach.phoned) == (1, 1, 0)
