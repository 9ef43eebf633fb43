"""Allergies, the kitchen's list and medicine on their pages."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from attendance import services
from attendance.models import Allergy, MedicationDose, MedicationRequest
from backend.ids import uuid7
from facilities.models import AuditEntry
from facilities.services import offer_pairing, set_pin
from tests import factories
from tests.attendance.sleeping import come

NOON = datetime(2026, 11, 25, 11, 50, tzinfo=ZoneInfo("Asia/Tokyo"))
PIN = "739204"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def form(child):
    today = factories.today()
    return {
        "id": uuid7(),
        "child": child.pk,
        "medicine": "粉薬",
        "illness": "かぜ",
        "prescriber": "みどり小児科",
        "dose": "1包",
        "starts_on": today,
        "ends_on": today + timedelta(days=2),
        "time_1": "12:00",
        "had_first_dose": "on",
    }


def test_a_family_asks_staff_accept_and_two_of_them_give(signed_in, guardian, teacher, manager, form):
    family, staff = signed_in(guardian.user), signed_in(teacher)
    assert family.post(reverse("guardian_medicine_new"), form).status_code == 302
    row = MedicationRequest.objects.get()

    staff.post(reverse("staff_medicine_request", args=[row.pk]), {"decision": "accept"})
    set_pin(actor=manager, pin=PIN)
    given = {"planned_at": "12:00", "seen_by": manager.staff_members.get().pk, "pin": PIN, "id": uuid7()}
    for _time in range(2):
        staff.post(reverse("staff_medicine_give", args=[row.pk]), given)

    assert MedicationDose.objects.count() == 1
    assert manager.name in family.get(reverse("guardian_medicine")).content.decode()


def test_what_the_rules_refuse_stays_on_the_form(signed_in, guardian, form):
    del form["had_first_dose"]

    answer = signed_in(guardian.user).post(reverse("guardian_medicine_new"), form)

    assert (answer.status_code, MedicationRequest.objects.count()) == (422, 0)
    assert "みどり小児科" in answer.content.decode()


def test_a_wrong_pin_is_never_shown_again(signed_in, guardian, teacher, manager, form):
    signed_in(guardian.user).post(reverse("guardian_medicine_new"), form)
    row = MedicationRequest.objects.get()
    services.answer_medicine(actor=teacher, request=row, accept=True, answer="")
    set_pin(actor=manager, pin=PIN)
    given = {"planned_at": "12:00", "seen_by": manager.staff_members.get().pk, "pin": "518306"}

    answer = signed_in(teacher).post(reverse("staff_medicine_give", args=[row.pk]), given)

    assert answer.status_code == 422
    assert "518306" not in answer.content.decode()


def test_a_teacher_reads_the_register_and_cannot_change_it(signed_in, teacher, manager, child):
    values = {"allergen": "egg", "severity": "mild", "leave_out": "卵とじ"}
    row = services.note_allergy(actor=manager, child=child, id=uuid7(), values=values)
    browser = signed_in(teacher)

    assert "卵とじ" in browser.get(reverse("office_child", args=[child.pk])).content.decode()
    assert browser.get(reverse("office_allergy", args=[row.pk])).status_code == 403


def test_two_people_with_one_form_see_both_texts(signed_in, manager, keeper, child):
    values = {"allergen": "egg", "severity": "mild"}
    row = services.note_allergy(actor=manager, child=child, id=uuid7(), values=values)
    services.change_allergy(actor=keeper, allergy=row, seen=0, values=values | {"leave_out": "プリン"})
    url = reverse("office_allergy", args=[row.pk])
    mine = values | {"version": "0", "leave_out": "オムレツ"}

    answer = signed_in(manager).post(url, mine)

    page = answer.content.decode()
    assert (answer.status_code, "プリン" in page, "オムレツ" in page) == (409, True, True)
    signed_in(manager).post(url, mine | {"version": "1"})
    assert Allergy.objects.get().leave_out == "オムレツ"


def test_the_kitchens_paper_is_written_down(signed_in, manager, facility, classroom, child):
    come(child, classroom)
    values = {"allergen": "egg", "severity": "mild"}
    services.note_allergy(actor=manager, child=child, id=uuid7(), values=values)
    browser = signed_in(manager)

    assert child.family_name in browser.get(reverse("office_kitchen")).content.decode()
    paper = browser.get(reverse("office_kitchen_paper", args=[facility.pk]))

    assert paper.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(action="allergy.print", child=child).count() == 1


def test_at_a_pc_each_signs_in_her_own_session(signed_in, guardian, teacher, manager, form):
    signed_in(guardian.user).post(reverse("guardian_medicine_new"), form)
    row = MedicationRequest.objects.get()
    services.answer_medicine(actor=teacher, request=row, accept=True, answer="")
    signed_in(teacher).post(
        reverse("staff_medicine_give", args=[row.pk]), {"planned_at": "12:00", "id": uuid7()}
    )
    dose = MedicationDose.objects.get()
    url = reverse("staff_medicine_sign", args=[dose.pk])
    assert url in signed_in(manager).get(reverse("staff_medicine")).content.decode()
    assert signed_in(teacher).post(url).status_code == 422

    for _time in range(2):
        assert signed_in(manager).post(url).status_code == 302

    dose = MedicationDose.objects.get()
    assert dose.second == manager
    assert url not in signed_in(manager).get(reverse("staff_medicine")).content.decode()
    assert manager.name in signed_in(guardian.user).get(reverse("guardian_medicine")).content.decode()


def test_on_a_shared_tablet_the_second_one_types_her_pin(
    signed_in, guardian, teacher, manager, facility, classroom, form
):
    signed_in(guardian.user).post(reverse("guardian_medicine_new"), form)
    row = MedicationRequest.objects.get()
    services.answer_medicine(actor=teacher, request=row, accept=True, answer="")
    for person in (teacher, manager):
        set_pin(actor=person, pin=PIN)
    made = offer_pairing(actor=manager, facility=facility, name="うさぎ1", classroom=classroom)
    tablet = Client()
    tablet.post(reverse("tablet_pair"), {"key": made.key})
    tablet.post(reverse("tablet_pin", args=[teacher.staff_members.get().pk]), {"pin": PIN})
    given = {"planned_at": "12:00", "id": uuid7()}
    assert tablet.post(reverse("staff_medicine_give", args=[row.pk]), given).status_code == 422
    assert not MedicationDose.objects.exists()
    dose = services.give_dose(
        actor=teacher, request=row, planned_at=time(12), id=uuid7(), witness=None
    )  # at a PC

    url = reverse("staff_medicine_sign", args=[dose.pk])
    assert tablet.post(url).status_code == 422
    assert tablet.post(url, {"seen_by": teacher.staff_members.get().pk, "pin": PIN}).status_code == 422
    assert tablet.post(url, {"seen_by": manager.staff_members.get().pk, "pin": PIN}).status_code == 302

    assert MedicationDose.objects.get().second == manager
