"""A family's word and two hands at once: on PostgreSQL, with real threads."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from attendance import services
from attendance.models import Card, Contest, Report
from attendance.services import Seat, Words
from attendance.services.contests import Claim
from backend.errors import Conflict
from tests import factories
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def words(**fields):
    day = factories.today() + timedelta(days=3)
    values = {"kind": "absent", "starts_on": day, "ends_on": day, "reason": "private"}
    return Words(**{**values, **fields})


def test_a_button_pressed_four_times_at_once_is_one_report(guardian, child, facility):
    send = partial(
        services.send_report,
        actor=guardian.user,
        seats=[Seat(child, facility)],
        id=uuid4(),
        words=words(),
    )

    results = together(*[send] * 4)

    assert len({row.pk for rows in results for row in rows}) == 1
    assert Report.objects.count() == 1


def test_mother_and_father_at_once_tell_it_once(guardian, co_guardian, child, facility):
    def tell(user):
        return services.send_report(actor=user, seats=[Seat(child, facility)], id=uuid4(), words=words())

    results = together(partial(tell, guardian.user), partial(tell, co_guardian.user))

    assert Report.objects.count() == 1
    assert sum(isinstance(result, Conflict) for result in results) == 1


def test_what_is_confirmed_is_what_was_read(guardian, teacher, child, facility):
    seat = Seat(child, facility)
    row = services.send_report(actor=guardian.user, seats=[seat], id=uuid4(), words=words())[0]

    change = partial(
        services.change_report, actor=guardian.user, report=row, version=0, words=words(note="変えました")
    )
    confirm = partial(services.confirm_report, actor=teacher, report=row, version=0)
    results = together(change, confirm)

    row.refresh_from_db()
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert (row.state, row.note) in (("confirmed", ""), ("sent", "変えました"))


def test_two_of_the_staff_confirm_once(guardian, teacher, manager, child, facility):
    seat = Seat(child, facility)
    row = services.send_report(actor=guardian.user, seats=[seat], id=uuid4(), words=words())[0]

    results = together(
        *[partial(services.confirm_report, actor=actor, report=row) for actor in (teacher, manager)]
    )

    assert len({result.confirmed_by_id for result in results}) == 1


def test_two_changes_asked_for_at_once_are_one_question(guardian, co_guardian, teacher, child, facility):
    seat = Seat(child, facility)
    row = services.send_report(actor=guardian.user, seats=[seat], id=uuid4(), words=words())[0]
    services.confirm_report(actor=teacher, report=row)

    def ask(user):
        return services.ask_change(actor=user, report=row, id=uuid4(), words=words(note="変えたい"))

    together(partial(ask, guardian.user), partial(ask, co_guardian.user))

    assert Report.objects.filter(replaces=row).count() == 1


def test_a_code_opened_on_two_screens_at_once_is_one(guardian, facility):
    make = partial(services.card_of_guardian, actor=guardian.user, guardian=guardian, facility=facility)

    together(*[make] * 4)

    assert Card.objects.count() == 1


def test_a_question_about_a_day_is_asked_once(guardian, child, facility):
    claim = Claim(factories.today() - timedelta(days=1), "8時でした")
    ask = partial(
        services.contest_day, actor=guardian.user, seat=Seat(child, facility), id=uuid4(), claim=claim
    )

    together(*[ask] * 3)

    assert Contest.objects.count() == 1
