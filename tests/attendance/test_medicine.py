"""Medicine: asked by who may write, answered once, told to the household that asked."""

from datetime import time, timedelta

import pytest

from attendance import services
from attendance.selectors.medicine import answerable, of_family
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from backend.ids import uuid7
from notices.messages import writer_of
from tests import factories
from tests.attendance.dosing import give

pytestmark = pytest.mark.usefixtures("clock")


def test_the_same_form_twice_is_one_request(ask):
    key = uuid7()

    assert ask(id=key) == ask(id=key)


@pytest.mark.parametrize(
    "change",
    [
        {"had_first_dose": False},
        {"times": []},
        {"times": [time(12), time(12)]},
        {"times": [time(3)]},
        {"ends_on": None},
        {"starts_on": None},
    ],
    ids=["first dose not at home", "no time", "twice the same", "closed", "eight days", "yesterday"],
)
def test_what_the_rules_do_not_allow_is_not_sent(ask, asked, change):
    today = asked.starts_on
    if "ends_on" in change:
        change = {"ends_on": today + timedelta(days=7)}
    if "starts_on" in change:
        change = {"starts_on": today - timedelta(days=1)}

    with pytest.raises(DomainError):
        ask(**change)


def test_seven_days_are_allowed(ask, asked):
    assert ask(ends_on=asked.starts_on + timedelta(days=6))


def test_who_only_reads_along_or_is_blocked_asks_nothing(ask, relative, blocked_guardian, outsider):
    with pytest.raises(NotAllowed):
        ask(relative.user)
    for stranger in (blocked_guardian, outsider):
        with pytest.raises(NotVisible):
            ask(stranger.user)


def test_another_household_of_the_child_reads_nothing_of_it(ask, guardian, co_guardian, separated_guardian):
    row = ask()

    assert [list(of_family(one.user)) for one in (guardian, co_guardian)] == [[row], [row]]
    assert list(of_family(separated_guardian.user)) == []
    with pytest.raises(NotVisible):
        services.withdraw_medicine(actor=separated_guardian.user, request=row)


def test_it_is_answered_once(ask, teacher, manager):
    row = ask()
    services.answer_medicine(actor=teacher, request=row, accept=True, answer="")

    with pytest.raises(Conflict):
        services.answer_medicine(actor=manager, request=row, accept=False, answer="量が分かりません")


def test_a_no_has_a_reason(ask, teacher):
    with pytest.raises(DomainError):
        services.answer_medicine(actor=teacher, request=ask(), accept=False, answer="")


def test_only_who_looks_after_the_child_answers(ask, other_teacher, other_manager, office, guardian):
    row = ask()

    for person in (other_teacher, other_manager, office, guardian.user):
        with pytest.raises(NotVisible):
            services.answer_medicine(actor=person, request=row, accept=True, answer="")


def test_the_next_facility_finds_nothing_that_was_asked_of_the_old_one(
    ask, child, other_manager, other_facility
):
    row = ask()
    child.enrolments.update(ends_on=factories.today())
    tomorrow = factories.today() + timedelta(days=1)
    factories.enrol(child, factories.make_classroom(other_facility), starts_on=tomorrow)

    assert not answerable(other_manager).exists()
    with pytest.raises(NotVisible):
        services.answer_medicine(actor=other_manager, request=row, accept=True, answer="")


def told(guardian):
    return sorted(guardian.messages.values_list("kind", flat=True))


def test_the_household_that_asked_hears_of_the_answer_and_of_each_dose(
    ask, teacher, guardian, co_guardian, separated_guardian, blocked_guardian
):
    row = services.answer_medicine(actor=teacher, request=ask(), accept=True, answer="")
    give(teacher, row, None)

    for one in (guardian, co_guardian):
        assert told(one) == ["medicine_answer", "medicine_dose"]
    assert told(separated_guardian) == told(blocked_guardian) == []


def test_a_no_is_told_in_words_that_name_neither_child_nor_medicine(ask, teacher, guardian, child):
    row = services.answer_medicine(actor=teacher, request=ask(), accept=False, answer="量が分かりません")

    message = guardian.messages.get()
    words = writer_of(message.kind)(message)
    text = f"{words.title}{words.body}"
    assert not any(word in text for word in (child.given_name, row.medicine, row.answer, row.illness))


def test_nothing_is_told_any_more_to_who_lost_her_right(accepted, teacher, guardian):
    give(teacher, accepted, None)
    message = guardian.messages.get(kind="medicine_dose")
    assert writer_of(message.kind)(message)

    guardian.grants.update(can_view=False)

    assert writer_of(message.kind)(message) is None
