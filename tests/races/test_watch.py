"""Two watchers and two callers at the same moment."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from attendance import services
from attendance.models import NoShow, Report, WatchRun
from facilities.clock import today_at
from facilities.models import Child, Facility, Guardian, Role
from notices.models import Message
from tests import factories
from tests.attendance.due_now import make_due
from tests.attendance.reports import ill, sent
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def due(facility: Facility, child: Child, guardian: Guardian) -> Facility:
    make_due(facility)
    return facility


def test_two_watchers_ask_once(due: Facility, child: Child) -> None:
    for _ in range(5):
        found = together(services.run_watch, services.run_watch, services.run_watch)
        assert sorted(map(str, found)) == ["0", "0", "1"]
        assert (NoShow.objects.count(), WatchRun.objects.count(), Message.objects.count()) == (1, 1, 1)
        for model in (Message, NoShow, WatchRun):
            model.objects.all().delete()


def test_of_two_callers_one_gets_the_family(facility: Facility, child: Child) -> None:
    callers = [factories.make_staff(Role.MANAGER, facility, name=name) for name in ("鈴木", "田中")]
    now = timezone.now()
    row = NoShow.objects.create(
        facility=facility, child=child, day=today_at(facility), phone_at=now, state="to_phone"
    )
    for _ in range(5):
        got = together(*[lambda who=who: services.claim_no_show(actor=who, no_show=row) for who in callers])
        assert sum(isinstance(one, NoShow) for one in got) == 1
        NoShow.objects.update(claimed_by=None, lease_until=None)


def test_of_two_answers_one_holds(
    facility: Facility, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    row = NoShow.objects.create(
        facility=facility,
        child=child,
        day=today_at(facility),
        phone_at=timezone.now() + timedelta(minutes=10),
    )

    together(
        lambda: services.answer_no_show(guardian=guardian, no_show=row, answer="absent"),
        lambda: services.answer_no_show(guardian=co_guardian, no_show=row, answer="absent"),
    )

    row.refresh_from_db()
    assert row.state == "closed"
    assert child.reports.count() == 1


@pytest.mark.usefixtures("after_dawn")
def test_a_word_taken_back_while_the_watch_looks_is_never_lost(
    due: Facility, child: Child, guardian: Guardian
) -> None:
    assert guardian.user
    for _ in range(4):
        report = sent(guardian, due, child, ill(starts_on=today_at(due), ends_on=today_at(due)))
        together(services.run_watch, partial(services.withdraw_report, actor=guardian.user, report=report))
        assert NoShow.objects.get().state != NoShow.State.CLOSED
        for model in (Message, NoShow, WatchRun, Report):
            model.objects.all().delete()
