"""Counting heads on the tablet's page: one class, or two that go together."""

from typing import Any

import pytest
from django.urls import reverse

from attendance import services
from attendance.models import HeadCount
from attendance.services import staff_scan
from backend.ids import uuid7
from facilities.models import Child, Classroom, Facility
from tests import factories


@pytest.fixture
def room(facility: Facility) -> Classroom:
    return factories.make_classroom(facility, name="すみれ組")


@pytest.fixture
def two(manager: Any, facility: Facility, child: Child, room: Classroom) -> tuple[Child, Child]:
    """A child of each of two classes, both here."""
    other = factories.make_child(room)
    for one in (child, other):
        services.record_stamp(
            actor=manager, device=None, facility=facility, child=one, scan=staff_scan(id=uuid7(), kind="in")
        )
    return child, other


def test_another_class_comes_along_and_is_counted_with_hers(
    signed_in: Any,
    teacher: Any,
    manager: Any,
    classroom: Classroom,
    room: Classroom,
    two: tuple[Child, Child],
) -> None:
    browser = signed_in(teacher)
    url = reverse("teacher_counts_class", args=[classroom.pk])
    alone = browser.get(url).content.decode()
    assert (str(two[0].pk) in alone, str(two[1].pk) in alone) == (True, False)

    page = browser.get(f"{url}?with={room.pk}").content.decode()
    assert all(str(one.pk) in page for one in two)
    browser.post(
        reverse("head_count", args=[classroom.pk]),
        {"scene": "walk_out", "with": room.pk, "seen": [one.pk for one in two]},
    )

    row = HeadCount.objects.get()
    assert (len(row.counted), row.classroom) == (2, None)
    neighbour = signed_in(factories.make_staff("teacher", room.facility, room, name="森 まどか"))
    answer = neighbour.post(
        reverse("head_count_confirm", args=[row.pk]),
        {"number": 2, "room": room.pk},
        headers={"HX-Request": "true"},
    )
    assert (answer.status_code, HeadCount.objects.get().confirmed_count) == (200, 2)


def test_a_class_of_another_place_is_not_there(
    signed_in: Any, teacher: Any, classroom: Classroom, other_facility: Facility
) -> None:
    stranger = factories.make_classroom(other_facility)
    browser = signed_in(teacher)

    for text in (stranger.pk, uuid7(), "nonsense"):
        assert (
            browser.get(f"{reverse('teacher_counts_class', args=[classroom.pk])}?with={text}").status_code
            == 404
        )
        given = {"scene": "room", "with": text}
        assert browser.post(reverse("head_count", args=[classroom.pk]), given).status_code == 404
    assert not HeadCount.objects.exists()


def test_counting_again_begins_with_her_own_class_of_the_count(
    signed_in: Any, teacher: Any, classroom: Classroom, room: Classroom, two: tuple[Child, Child]
) -> None:
    page = signed_in(teacher).get(f"{reverse('teacher_counts')}?with={room.pk}&with={classroom.pk}")

    assert page.context["room"] == classroom
    assert all(str(one.pk) in page.content.decode() for one in two)
