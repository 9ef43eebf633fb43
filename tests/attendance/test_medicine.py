"""Medicine: asked by who may write, answered once, given once with two of the staff."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from attendance import services
from attendance.models import DoseSignature, MedicationDose
from attendance.selectors.medicine import answerable, doses_due, doses_on, of_family, to_answer, to_sign
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from backend.ids import uuid7
from facilities.acting import acting_on
from facilities.clock import today_at
from facilities.models import AuditEntry, StaffPin
from facilities.services import set_pin
from notices.messages import writer_of
from tests import factories

PIN = "739204"
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def asked(facility):
    today = today_at(facility)
    return services.Asked(
        medicine="粉薬",
        illness="かぜ",
        prescriber="みどり小児科",
        dose="1包",
        times=[time(12)],
        starts_on=today,
        ends_on=today + timedelta(days=2),
        had_first_dose=True,
    )


@pytest.fixture
def ask(guardian, child, facility, asked):
    def send(user=None, id=None, **changes):
        return services.ask_medicine(
            actor=user or guardian.user,
            child=child,
            facility=facility,
            id=id or uuid7(),
            asked=replace(asked, **changes),
        )

    return send


@pytest.fixture
def accepted(ask, teacher):
    return services.answer_medicine(actor=teacher, request=ask(), accept=True, answer="")


@pytest.fixture
def witness(manager):
    set_pin(actor=manager, pin=PIN)
    return services.Witness(manager.staff_members.get(), PIN)


def give(actor, request, witness, **fields):
    given = {"planned_at": time(12), "id": uuid7(), **fields}
    return services.give_dose(actor=actor, request=request, witness=witness, **given)


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


def test_a_dose_is_given_by_two(accepted, teacher, manager, witness):
    dose = give(teacher, accepted, witness)

    assert (dose.given_by, dose.seen_by) == (teacher, manager)
    assert AuditEntry.objects.filter(action="medicine.give", child=accepted.child).count() == 1


def test_nobody_signs_twice(accepted, teacher, manager, witness):
    with pytest.raises(DomainError):
        give(manager, accepted, witness)
    assert not MedicationDose.objects.exists()


def test_a_wrong_pin_gives_nothing_and_counts(accepted, teacher, witness):
    with pytest.raises(DomainError):
        give(teacher, accepted, replace(witness, pin="518306"))

    assert not MedicationDose.objects.exists()
    assert StaffPin.objects.get().tries == 1


def test_a_second_dose_at_the_same_time_is_refused_with_who_gave_it(accepted, teacher, witness):
    first = give(teacher, accepted, witness)

    assert give(teacher, accepted, witness, id=first.pk) == first
    with pytest.raises(Conflict):
        give(teacher, accepted, witness)


def test_nothing_unplanned_is_given(ask, accepted, teacher, witness, guardian, clock):
    with pytest.raises(DomainError):
        give(teacher, accepted, witness, planned_at=time(15))
    with pytest.raises(DomainError):
        give(teacher, ask(), witness)
    clock.shift(timedelta(days=3))
    with pytest.raises(DomainError):
        give(teacher, accepted, witness)


def test_what_is_withdrawn_is_not_given(accepted, teacher, witness, guardian):
    for _time in range(2):
        services.withdraw_medicine(actor=guardian.user, request=accepted)

    with pytest.raises(DomainError):
        give(teacher, accepted, witness)


def test_a_member_of_another_facility_cannot_look_on(accepted, teacher, witness, other_manager):
    with pytest.raises(NotVisible):
        give(teacher, accepted, replace(witness, member=other_manager.staff_members.get()))


def test_the_board_knows_the_next_dose_until_it_was_given(accepted, teacher, witness, facility, child):
    [planned] = doses_on(facility, today_at(facility))
    assert doses_due(facility) == {child.pk: planned.at}

    give(teacher, accepted, witness)

    assert doses_due(facility) == {}


def test_staff_find_what_waits_for_their_class(ask, teacher, other_teacher, facility):
    row = ask()

    assert to_answer(teacher, facility) == [row]
    assert to_answer(other_teacher, facility) == []


def test_ten_doses_cost_no_more_queries(
    accepted, teacher, facility, classroom, asked, django_assert_max_num_queries
):
    today = today_at(facility)
    with django_assert_max_num_queries(2):
        doses_on(facility, today)
    for _number in range(9):
        child = factories.make_child(classroom)
        row = services.ask_medicine(
            actor=factories.make_guardian(child).user, child=child, facility=facility, id=uuid7(), asked=asked
        )
        services.answer_medicine(actor=teacher, request=row, accept=True, answer="")

    with django_assert_max_num_queries(2):
        assert len(doses_on(facility, today)) == 10


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
