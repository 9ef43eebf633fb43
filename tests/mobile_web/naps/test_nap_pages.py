"""Nap time on the tablet: what is tapped is kept, what is wrong is said, and scripts stay where they are."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from attendance.models import Nap, NapCheck, NapRoom
from backend.ids import uuid7
from facilities.models import AuditEntry
from tests import factories
from tests.attendance.sleeping import come, look, sleep

OUTBOX = {"HTTP_X_REQUESTED_WITH": "outbox"}

AFTER_LUNCH = datetime(2026, 11, 25, 13, 10, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture(autouse=True)
def _after_lunch() -> Iterator[None]:
    with time_machine.travel(AFTER_LUNCH, tick=True):
        yield


@pytest.fixture
def tablet(signed_in, teacher, child, classroom):
    come(child, classroom)
    return signed_in(teacher)


def tap(client, name, classroom, child, **fields):
    return client.post(reverse(name, args=[classroom.pk]), {"child": child.pk, **fields}, **OUTBOX)


def test_a_nap_from_falling_asleep_to_waking(tablet, classroom, child):
    began = timezone.now() - timedelta(minutes=30)
    for name, minutes, fields in (
        ("nap_sleep", 0, {}),
        ("nap_check", 10, {"position": "front_turned"}),
        ("nap_wake", 20, {}),
    ):
        at = (began + timedelta(minutes=minutes)).isoformat()
        assert tap(tablet, name, classroom, child, id=uuid7(), at=at, **fields).status_code == 204

    nap, check = Nap.objects.get(), NapCheck.objects.get()
    assert (nap.slept_at, nap.woke_at) == (began, began + timedelta(minutes=20))
    assert (check.position, check.was_turned) == ("front", True)


def test_without_scripts_the_server_gives_ids_and_times(tablet, classroom, child):
    answer = tablet.post(reverse("nap_sleep", args=[classroom.pk]), {"child": child.pk, "id": "", "at": ""})

    assert answer["Location"] == reverse("teacher_naps_class", args=[classroom.pk])
    assert Nap.objects.get().child == child


def test_a_replay_is_answered_as_the_first_time(tablet, classroom, child):
    fields = {"id": uuid7(), "position": "back"}

    assert [tap(tablet, "nap_check", classroom, child, **fields).status_code for _time in "12"] == [204, 204]
    assert NapCheck.objects.count() == 1


def test_an_unknown_position_is_refused_in_words(tablet, classroom, child):
    answer = tap(tablet, "nap_check", classroom, child, position="upside down")

    assert (answer.status_code, answer.json()["saved"]) == (422, False)


def test_a_child_of_another_class_is_not_there(tablet, classroom, other_classroom):
    other = factories.make_child(other_classroom)

    assert tap(tablet, "nap_sleep", classroom, other).status_code == 404


def test_a_late_child_turns_up_first(tablet, teacher, classroom, child):
    sleep(teacher, child, timezone.now() - timedelta(minutes=12))

    page = tablet.get(reverse("teacher_naps"))

    assert [one.child for one in page.context["board"].due] == [child]
    assert 'data-state="due"' in page.content.decode()


def test_the_region_alone_for_htmx(tablet, classroom):
    page = tablet.get(reverse("teacher_naps_class", args=[classroom.pk]), HTTP_HX_REQUEST="true")

    assert "<html" not in page.content.decode()


def test_the_room_is_noted(tablet, classroom):
    url = reverse("nap_air", args=[classroom.pk])

    assert tablet.post(url, {"degrees": "22.5", "humidity": "51"}, **OUTBOX).status_code == 204
    assert tablet.post(url, {"degrees": "99", "humidity": "51"}, **OUTBOX).status_code == 422
    assert NapRoom.objects.count() == 1


def test_the_sheet_is_a_pdf_and_the_look_is_written_down(tablet, teacher, classroom, child):
    sleep(teacher, child, timezone.now() - timedelta(minutes=12))
    look(teacher, child, position="left")

    assert child.family_name in tablet.get(reverse("office_nap_sheets")).content.decode()
    paper = tablet.get(reverse("office_nap_paper", args=[classroom.pk]))

    assert paper.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(action="nap.sheet", child=child).count() == 2


def test_more_than_a_month_is_refused(tablet, classroom):
    url = reverse("office_nap_sheets_of", args=[classroom.pk])

    assert tablet.get(url, {"from": "2026-01-01", "until": "2026-03-01"}).status_code == 422


def test_more_children_cost_no_more_queries(tablet, teacher, classroom, child, django_assert_max_num_queries):
    url = reverse("teacher_naps")
    look(teacher, child)
    with django_assert_max_num_queries(25) as few:
        tablet.get(url)
    for _number in range(10):
        one = factories.make_child(classroom)
        come(one, classroom)
        look(teacher, one)

    with django_assert_max_num_queries(len(few)):
        tablet.get(url)
