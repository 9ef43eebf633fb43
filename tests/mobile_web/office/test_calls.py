"""The call desk: one caller a household, numbers only while it is hers, and nobody is phoned who has read."""

import pytest
from django.urls import reverse

from backend.ids import uuid7
from facilities.models import AuditEntry
from notices import services
from notices.models import CallAttempt, CallTask, Recipient
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def notice(office, organisation, guardian):
    return factories.make_notice(office, organisation)


@pytest.fixture
def desk(signed_in, office):
    return signed_in(office)


def take(browser, notice, household):
    return browser.post(reverse("office_call_take", args=[notice.pk, household.pk]), headers=HTMX)


def outcome(browser, task, **values):
    data = {"token": task.token, "outcome": "reached", **values}
    return browser.post(reverse("office_call_outcome", args=[task.notice_id, task.pk]), data, headers=HTMX)


def test_the_list_shows_names_and_no_numbers(desk, notice, guardian, household):
    page = desk.get(reverse("office_reach", args=[notice.pk])).content.decode()

    assert household.name in page
    assert guardian.phone not in page


def test_taking_a_household_shows_its_numbers_and_is_written_down(desk, office, notice, guardian, household):
    card = take(desk, notice, household)

    assert guardian.phone in card.content.decode()
    assert AuditEntry.objects.filter(
        actor=office, action="calls.numbers_shown", subject_id=household.pk
    ).exists()


def test_the_second_caller_is_told_who_phones(desk, signed_in, manager, notice, household, office):
    take(desk, notice, household)

    answer = take(signed_in(manager), notice, household)

    assert answer.status_code == 409
    assert office.name in answer.content.decode()


def test_the_next_household_is_one_that_nobody_holds(desk, signed_in, manager, notice, household, classroom):
    take(signed_in(manager), notice, household)

    answer = desk.post(reverse("office_call_next", args=[notice.pk]), headers=HTMX)

    assert answer.status_code == 200
    assert not CallTask.objects.filter(claimed_by__isnull=False).exclude(household=household).exists()


def test_taking_another_household_gives_the_first_one_back(desk, office, organisation, guardian, classroom):
    other = factories.make_guardian(factories.make_child(classroom), name="青木 緑")
    notice = factories.make_notice(office, organisation)
    take(desk, notice, guardian.household)

    take(desk, notice, other.household)

    assert [task.household for task in CallTask.objects.filter(claimed_by=office)] == [other.household]


def test_a_told_household_leaves_the_list(desk, notice, household):
    take(desk, notice, household)

    outcome(desk, CallTask.objects.get())

    assert not Recipient.objects.open_of(notice).exists()
    assert CallAttempt.objects.get().outcome == CallAttempt.Outcome.REACHED


def test_the_same_outcome_sent_twice_is_one_call(desk, notice, household):
    take(desk, notice, household)
    task, key = CallTask.objects.get(), uuid7()

    for _turn in range(2):
        outcome(desk, task, id=str(key), outcome="no_answer")

    assert CallAttempt.objects.count() == 1


def test_an_outcome_of_somebody_else_is_refused(desk, signed_in, manager, notice, household):
    take(desk, notice, household)

    answer = outcome(signed_in(manager), CallTask.objects.get())

    assert answer.status_code == 409
    assert not CallAttempt.objects.exists()


def test_the_card_says_when_the_family_has_just_read(desk, notice, household, guardian):
    take(desk, notice, household)
    task = CallTask.objects.get()

    services.record_reading(actor=guardian.user, notice=notice)

    state = desk.get(reverse("office_call_state", args=[notice.pk, task.pk])).content.decode()
    assert "data-reached" in state


def test_the_claim_lasts_while_the_page_is_used(desk, notice, household):
    take(desk, notice, household)
    before = CallTask.objects.get()

    desk.post(
        reverse("office_call_extend", args=[notice.pk, before.pk]), {"token": before.token}, headers=HTMX
    )

    assert CallTask.objects.get().lease_until > before.lease_until


def test_a_household_can_be_left_to_somebody_else(desk, notice, household):
    take(desk, notice, household)
    task = CallTask.objects.get()

    desk.post(
        reverse("office_call_give_back", args=[notice.pk, task.pk]), {"token": task.token}, headers=HTMX
    )

    assert CallTask.objects.get().claimed_by is None


def test_those_who_do_not_phone_see_no_names(signed_in, reader, auditor, notice, household):
    for user in (reader, auditor):
        page = signed_in(user).get(reverse("office_reach", args=[notice.pk])).content.decode()
        listed = signed_in(user).get(reverse("office_reach_households", args=[notice.pk])).content.decode()
        assert household.name not in page + listed
        assert take(signed_in(user), notice, household).status_code == 404


def test_another_facility_phones_nobody_here(signed_in, other_manager, other_facility, notice, household):
    answer = take(signed_in(other_manager), notice, household)

    assert answer.status_code == 404


def test_an_outcome_that_does_not_exist_is_refused(desk, notice, household):
    take(desk, notice, household)

    answer = outcome(desk, CallTask.objects.get(), outcome="eaten by a bear")

    assert answer.status_code == 422
    assert not CallAttempt.objects.exists()


def test_without_scripts_the_desk_comes_back_as_a_page(desk, notice, household):
    answer = desk.post(reverse("office_call_take", args=[notice.pk, household.pk]))

    assert answer["Location"] == f"{reverse('office_calls')}?notice={notice.pk}"
