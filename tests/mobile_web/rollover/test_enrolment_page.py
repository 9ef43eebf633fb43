"""A child's places on the screen, and what her family is asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import services
from facilities.models import Enrolment, Transfer
from tests import factories

DAY = factories.today() + timedelta(days=7)


@pytest.fixture
def elsewhere(other_facility):
    return factories.make_classroom(other_facility, name="りす組")


@pytest.fixture
def going(manager, child, facility, elsewhere):
    return services.transfer_child(
        actor=manager, child=child, facility=facility, to_classroom=elsewhere, moves_on=DAY
    )


def act(browser, name, child, *more, **fields):
    return browser.post(reverse(f"office_{name}", args=[child.pk, *more]), fields)


def test_a_keeper_moves_a_child(signed_in, manager, child, other_classroom):
    browser = signed_in(manager)
    page = browser.get(reverse("office_enrolment", args=[child.pk]))
    seen = page.context["move_form"]["seen"].value()

    answer = act(browser, "enrolment_move", child, classroom=other_classroom.pk, day=DAY, seen=seen)

    assert answer.status_code == 302
    assert Enrolment.objects.get(starts_on=DAY).classroom == other_classroom
    assert (
        act(browser, "enrolment_move", child, classroom=other_classroom.pk, day=DAY, seen=seen).status_code
        == 302
    )


def test_leaving_staying_and_coming_back(signed_in, manager, child, facility, classroom):
    browser = signed_in(manager)

    act(browser, "enrolment_leave", child, facility=facility.pk, day=DAY)
    assert Enrolment.objects.get().ends_on == DAY
    assert browser.get(reverse("office_enrolment", args=[child.pk])).context["leaves"]
    act(browser, "enrolment_stay", child, facility=facility.pk)
    assert Enrolment.objects.get().ends_on is None

    Enrolment.objects.update(ends_on=factories.today() - timedelta(days=1))
    assert browser.get(reverse("office_enrolment", args=[child.pk])).context["return_form"]
    act(browser, "enrolment_return", child, classroom=classroom.pk, day=DAY)
    assert Enrolment.objects.filter(starts_on=DAY).exists()


def test_a_transfer_is_made_and_taken_back(signed_in, manager, child, facility, elsewhere):
    browser = signed_in(manager)

    act(browser, "enrolment_transfer", child, facility=facility.pk, classroom=elsewhere.pk, day=DAY)
    transfer = Transfer.objects.get()
    assert "りす組" in browser.get(reverse("office_enrolment", args=[child.pk])).content.decode()

    act(browser, "transfer_cancel", child, transfer.pk)
    assert Enrolment.objects.get().ends_on is None


def test_days_that_are_over_and_classes_of_others_are_refused(signed_in, manager, child, other_classroom):
    browser, abroad = signed_in(manager), factories.make_classroom()
    past = factories.today() - timedelta(days=1)

    for fields in (
        {"classroom": other_classroom.pk, "day": past},
        {"classroom": abroad.pk, "day": DAY},
        {"classroom": "x", "day": DAY},
        {"classroom": other_classroom.pk, "day": "31/31"},
        {},
    ):
        assert act(browser, "enrolment_move", child, **fields).status_code == 422
    assert Enrolment.objects.count() == 1


def test_a_class_and_a_facility_of_others_lead_nowhere(signed_in, manager, child, other_facility):
    browser = signed_in(manager)

    assert act(browser, "enrolment_leave", child, facility=other_facility.pk, day=DAY).status_code == 404
    assert act(browser, "enrolment_stay", child, facility="x").status_code == 422


def test_the_new_facility_reads_the_past_only_by_consent(
    signed_in, other_manager, child, classroom, guardian, going
):
    address = reverse("office_enrolment", args=[child.pk])
    browser = signed_in(other_manager)
    assert classroom.name not in browser.get(address).content.decode()

    services.answer_transfer(actor=guardian.user, transfer=going, consents=True)

    assert classroom.name in browser.get(address).content.decode()


def test_a_guardian_is_asked_at_home_and_answers(signed_in, guardian, going):
    browser, address = signed_in(guardian.user), reverse("guardian_transfer", args=[going.pk])
    assert address in browser.get(reverse("guardian_home")).content.decode()

    assert browser.get(address).status_code == 200
    browser.post(address, {"consents": "yes"})

    going.refresh_from_db()
    assert going.consented_at
    assert address not in browser.get(reverse("guardian_home")).content.decode()


def test_nonsense_is_no_answer(signed_in, guardian, going):
    answer = signed_in(guardian.user).post(
        reverse("guardian_transfer", args=[going.pk]), {"consents": "maybe"}
    )

    going.refresh_from_db()
    assert answer.status_code == 422
    assert going.answered_by is None


def test_nobody_else_is_asked(signed_in, relative, outsider, blocked_guardian, going):
    address = reverse("guardian_transfer", args=[going.pk])

    for person in (relative, outsider, blocked_guardian):
        browser = signed_in(person.user)
        assert address not in browser.get(reverse("guardian_home")).content.decode()
        assert browser.get(address).status_code == 404


def test_the_answer_of_the_other_household_names_nobody(signed_in, guardian, separated_guardian, going):
    services.answer_transfer(actor=separated_guardian.user, transfer=going, consents=False)

    page = signed_in(guardian.user).get(reverse("guardian_transfer", args=[going.pk])).content.decode()

    assert separated_guardian.name not in page
