"""A tablet at the entrance: what it opens, and what it does not."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from attendance.models import AttendanceSettings, Report, Stamp
from attendance.services import card_of_guardian
from facilities import services
from facilities.models import Child, Facility, Guardian
from tests import factories
from tests.browser.entrance import at_noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def entrance(manager: User, facility: Facility) -> Client:
    made = services.offer_pairing(actor=manager, facility=facility, name="玄関", is_kiosk=True)
    client = Client()
    assert client.post(reverse("tablet_pair"), {"key": made.key})["Location"] == reverse("tablet_kiosk")
    return client


def roster_in(answer: Any) -> dict[str, Any]:
    found = re.search(r'id="kiosk-roster"[^>]*>(.*?)</script>', answer.content.decode(), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def stamp(entrance: Client, child: Child) -> str:
    pk = str(uuid4())
    fields = {"id": pk, "kind": "either", "method": "touch", "device_at": timezone.now().isoformat()}
    answer = entrance.post(
        reverse("attendance_stamp", args=[child.pk]), fields, headers={"X-Requested-With": "outbox"}
    )
    assert answer.status_code == 200
    return pk


def test_its_door_leads_to_the_entrance_and_so_does_everything_else(entrance: Client) -> None:
    for name in ("door", "tablet_board", "tablet_who", "teacher_board", "office_dashboard"):
        assert entrance.get(reverse(name))["Location"] == reverse("tablet_kiosk")


def test_nobody_types_a_pin_on_it(entrance: Client, teacher: User) -> None:
    services.set_pin(actor=teacher, pin="739204")
    member = teacher.staff_members.get()

    answer = entrance.post(reverse("tablet_pin", args=[member.pk]), {"pin": "739204"})

    assert answer.status_code == 404


def test_the_page_may_be_kept_and_may_use_the_camera(entrance: Client) -> None:
    answer = entrance.get(reverse("tablet_kiosk"))

    assert "camera=(self)" in answer["Permissions-Policy"]
    assert "no-store" not in answer["Cache-Control"]
    assert {"private", "no-cache"} <= set(answer["Cache-Control"].split(", "))


def test_no_other_page_may_use_the_camera(client: Client) -> None:
    assert "camera=()" in client.get(reverse("offline"))["Permissions-Policy"]


def test_the_page_holds_first_names_only(entrance: Client, child: Child) -> None:
    answer = entrance.get(reverse("tablet_kiosk"))

    assert roster_in(answer)["pupils"][str(child.pk)]["given"] == child.given_name
    assert child.family_name not in answer.content.decode()


def test_a_touch_is_a_stamp_that_can_be_taken_back(entrance: Client, child: Child) -> None:
    pk = stamp(entrance, child)
    assert roster_in(entrance.get(reverse("tablet_kiosk")))["pupils"][str(child.pk)]["is_here"]

    answer = entrance.post(reverse("tablet_take_back", args=[pk]), {"after": "2500"})

    assert answer.status_code == 200
    assert Stamp.objects.filter(replaces=pk, is_void=True).exists()
    assert not roster_in(entrance.get(reverse("tablet_kiosk")))["pupils"][str(child.pk)]["is_here"]


def test_the_bell_rings(entrance: Client) -> None:
    assert entrance.post(reverse("tablet_call")).status_code == 200


def test_the_office_may_hide_the_names(entrance: Client, facility: Facility) -> None:
    AttendanceSettings.objects.create(facility=facility, kiosk_touch=False)

    assert roster_in(entrance.get(reverse("tablet_kiosk")))["touch"] is False


def test_who_fetches_today_is_told_with_a_card_and_waits_for_staff(
    entrance: Client, facility: Facility, child: Child, guardian: Guardian
) -> None:
    at_noon(facility)
    factories.make_guardian(child, household=guardian.household, relation="grandmother")
    card = card_of_guardian(actor=guardian.user, guardian=guardian, facility=facility)
    said = {
        "id": uuid4(),
        "card": card.text_hash,
        "children": child.pk,
        "at": "17:15",
        "relation": "grandmother",
    }

    answers = [entrance.post(reverse("tablet_plan"), said | more) for more in ({}, {}, {"relation": "x"})]

    assert [answer.status_code for answer in answers] == [200, 200, 422]
    report = Report.objects.get()
    assert (report.guardian, report.state) == (guardian, Report.State.SENT)
