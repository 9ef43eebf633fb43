"""What families say about a day: once for all siblings, in time, changed until it is confirmed."""

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceSettings, NoShow, Report
from attendance.services import Seat, Words
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian
from tests import factories
from tests.attendance.reports import WEDNESDAY, fetched_by, ill, late, send, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


def deadline(facility: Facility, **fields: object) -> None:
    AttendanceSettings.objects.create(facility=facility, **fields)


def test_siblings_are_told_in_one_go(guardian: Guardian, child: Child, classroom: Classroom) -> None:
    brother = factories.make_child(classroom, given_name="湊斗")
    factories.grant(guardian, brother)

    rows = send(guardian, classroom.facility, child, brother)

    assert {row.child for row in rows} == {child, brother}
    assert {(row.state, row.guardian, row.temperature) for row in rows} == {
        ("sent", guardian, Decimal("38.2"))
    }
    assert AuditEntry.objects.filter(action="report.send", child=child).count() == 1


def test_a_replay_changes_nothing(guardian: Guardian, child: Child, facility: Facility) -> None:
    key = uuid4()
    first = send(guardian, facility, child, id=key)

    again = send(guardian, facility, child, id=key)

    assert (again, Report.objects.count()) == (first, 1)


def test_the_same_id_with_other_words_is_no_replay(
    guardian: Guardian, child: Child, facility: Facility
) -> None:
    key = uuid4()
    send(guardian, facility, child, id=key)

    with pytest.raises(Conflict, match="other words"):
        send(guardian, facility, child, id=key, words=late())


def test_the_same_id_of_another_person_is_another_report(
    guardian: Guardian, separated_guardian: Guardian, child: Child, facility: Facility
) -> None:
    key = uuid4()
    send(guardian, facility, child, id=key)

    send(separated_guardian, facility, child, id=key)

    assert Report.objects.count() == 2


def test_who_only_reads_along_is_refused(relative: Guardian, child: Child, facility: Facility) -> None:
    with pytest.raises(NotAllowed):
        sent(relative, facility, child)


@pytest.mark.parametrize("who", ["blocked_guardian", "expired_guardian", "outsider"])
def test_for_who_has_no_live_right_the_child_is_not_there(
    who: str, request: pytest.FixtureRequest, child: Child, facility: Facility
) -> None:
    with pytest.raises(NotVisible):
        sent(request.getfixturevalue(who), facility, child)


def test_a_child_who_does_not_go_there_cannot_be_reported_there(
    guardian: Guardian, child: Child, other_facility: Facility
) -> None:
    with pytest.raises(NotVisible):
        sent(guardian, other_facility, child)


def test_one_child_that_is_not_hers_stops_all(guardian: Guardian, child: Child, classroom: Classroom) -> None:
    stranger = factories.make_child(classroom)

    with pytest.raises(NotVisible):
        send(guardian, classroom.facility, child, stranger)

    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (ill(starts_on=WEDNESDAY - timedelta(days=1), ends_on=WEDNESDAY - timedelta(days=1)), "over"),
        (ill(starts_on=WEDNESDAY - timedelta(days=1)), "over"),
        (ill(ends_on=WEDNESDAY - timedelta(days=1)), "before the first"),
        (ill(starts_on=WEDNESDAY + timedelta(days=63), ends_on=WEDNESDAY + timedelta(days=63)), "two months"),
        (ill(ends_on=WEDNESDAY + timedelta(days=63)), "two months"),
        (ill(reason=""), "reason"),
        (ill(temperature=None, symptoms=()), "temperature or what you noticed"),
        (ill(temperature=Decimal("33.9")), "between 34.0 and 42.0"),
        (ill(symptoms=("hungry",)), "from the list"),
        (late(time=None), "the time"),
        (late(time=time(8, 0)), "time is past"),
        (fetched_by(), "who comes"),
        (fetched_by(proxy_name="山田 花子"), "telephone number"),
        (Words("sleepy", WEDNESDAY, WEDNESDAY), "what you want to tell"),
        (Words("as_usual", WEDNESDAY, WEDNESDAY), "take back"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    guardian: Guardian, child: Child, facility: Facility, words: Words, sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        sent(guardian, facility, child, words)

    assert not Report.objects.exists()


def test_what_its_kind_does_not_need_is_not_kept(
    guardian: Guardian, child: Child, facility: Facility
) -> None:
    row = sent(guardian, facility, child, ill(reason="private", time=time(14), picker=guardian))

    assert (row.temperature, row.symptoms, row.time, row.picker) == (None, [], None, None)


def test_after_midnight_today_is_the_new_day(
    guardian: Guardian, child: Child, facility: Facility, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(hours=-8))  # 0:12

    assert sent(guardian, facility, child).starts_on == WEDNESDAY


def test_after_the_deadline_it_is_taken_with_a_mark(
    guardian: Guardian, child: Child, facility: Facility
) -> None:
    deadline(facility, report_by=time(8, 0))

    assert sent(guardian, facility, child).is_after_deadline


def test_a_facility_may_refuse_what_comes_after_the_deadline(
    guardian: Guardian, child: Child, facility: Facility
) -> None:
    deadline(facility, report_by=time(8, 0), after_deadline="block")

    with pytest.raises(DomainError, match="03-0000-0001"):
        sent(guardian, facility, child)

    assert not Report.objects.exists()


@pytest.mark.parametrize("words", [fetched_by(proxy_name="山田 花子", proxy_phone="090-1"), ill(
    starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 26))], ids=["pick-up", "tomorrow"])  # fmt: skip
def test_the_deadline_of_the_morning_is_not_for_other_days_and_not_for_the_pick_up(
    guardian: Guardian, child: Child, facility: Facility, words: Words
) -> None:
    deadline(facility, report_by=time(8, 0), after_deadline="block")

    assert not sent(guardian, facility, child, words).is_after_deadline


def test_a_change_of_words_after_the_deadline_stays_in_time(
    guardian: Guardian, child: Child, facility: Facility, clock: time_machine.Traveller
) -> None:
    deadline(facility, after_deadline="block")
    row = sent(guardian, facility, child)
    clock.shift(timedelta(hours=2))

    changed = services.change_report(
        actor=guardian.user, report=row, version=0, words=ill(temperature=Decimal("39.0"))
    )

    assert (changed.temperature, changed.is_after_deadline) == (Decimal("39.0"), False)


def test_the_father_may_fetch_and_the_grandmother_without_the_right_may_not(
    guardian: Guardian, co_guardian: Guardian, relative: Guardian, child: Child, facility: Facility
) -> None:
    assert sent(guardian, facility, child, fetched_by(co_guardian)).picker == co_guardian

    with pytest.raises(DomainError, match="cannot be named"):
        sent(guardian, facility, child, fetched_by(relative, time=time(18)))


def test_a_parent_of_another_household_is_not_named_by_this_one(
    guardian: Guardian, separated_guardian: Guardian, child: Child, facility: Facility
) -> None:
    with pytest.raises(DomainError, match="cannot be named"):
        sent(guardian, facility, child, fetched_by(separated_guardian))


@pytest.mark.parametrize("name", ["佐藤 健", "佐藤健", "佐藤　健さん", "ｻﾄｳ ﾀｹﾙ"])
def test_who_is_barred_is_not_named_as_somebody_else(
    guardian: Guardian, blocked_guardian: Guardian, child: Child, facility: Facility, name: str
) -> None:
    Guardian.objects.filter(pk=blocked_guardian.pk).update(kana="サトウ タケル")

    with pytest.raises(DomainError, match="cannot be named"):
        sent(guardian, facility, child, fetched_by(proxy_name=name, proxy_phone="090-0000-0000"))


def test_the_same_is_not_told_twice_by_one_household(
    guardian: Guardian, co_guardian: Guardian, child: Child, facility: Facility
) -> None:
    first = sent(guardian, facility, child)

    with pytest.raises(Conflict, match="陽葵") as refused:
        sent(co_guardian, facility, child, ill(ends_on=WEDNESDAY + timedelta(days=2)))

    assert refused.value.details == {"report": str(first.pk)}


def test_another_households_word_is_no_hindrance(
    guardian: Guardian, separated_guardian: Guardian, child: Child, facility: Facility
) -> None:
    sent(guardian, facility, child)

    assert sent(separated_guardian, facility, child).state == "sent"


@pytest.mark.parametrize(("words", "answer"), [(ill(), "absent"), (late(), "late")], ids=["absent", "late"])
def test_a_word_for_today_ends_the_search(
    guardian: Guardian, child: Child, facility: Facility, words: Words, answer: str
) -> None:
    missing = NoShow.objects.create(
        facility=facility, child=child, day=WEDNESDAY, phone_at="2026-11-25T01:00Z"
    )

    sent(guardian, facility, child, words)

    missing.refresh_from_db()
    assert (missing.state, missing.answer, missing.answered_by) == ("closed", answer, guardian)


def test_who_was_said_to_be_here_stays_an_alarm(guardian: Guardian, child: Child, facility: Facility) -> None:
    missing = NoShow.objects.create(
        facility=facility, child=child, day=WEDNESDAY, phone_at="2026-11-25T01:00Z", is_alarm=True
    )

    sent(guardian, facility, child)

    missing.refresh_from_db()
    assert (missing.state, missing.is_alarm) == ("asked", True)


def test_a_word_for_tomorrow_ends_no_search(guardian: Guardian, child: Child, facility: Facility) -> None:
    missing = NoShow.objects.create(
        facility=facility, child=child, day=WEDNESDAY, phone_at="2026-11-25T01:00Z"
    )

    tomorrow = WEDNESDAY + timedelta(days=1)
    sent(guardian, facility, child, ill(starts_on=tomorrow, ends_on=tomorrow))

    missing.refresh_from_db()
    assert missing.state == "asked"


def test_a_report_needs_a_child(guardian: Guardian, facility: Facility) -> None:
    with pytest.raises(DomainError, match="Choose a child"):
        services.send_report(actor=guardian.user, seats=[], id=uuid4(), words=ill())


def test_a_child_in_two_places_is_told_at_each(
    guardian: Guardian, child: Child, facility: Facility, other_facility: Facility
) -> None:
    factories.enrol(child, factories.make_classroom(other_facility), kind="after_school")

    rows = services.send_report(
        actor=guardian.user,
        seats=[Seat(child, facility), Seat(child, other_facility)],
        id=uuid4(),
        words=ill(),
    )

    assert {row.facility for row in rows} == {facility, other_facility}
