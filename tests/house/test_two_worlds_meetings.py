"""Two worlds, of meetings: which time another home of the child chose, and that strangers choose, changes no byte."""

import pytest
from django.urls import reverse

from surveys import services
from tests.house.access.walk import seen_in
from tests.house.access.world import World
from tests.house.test_two_worlds import _look, still
from tests.surveys.meeting_world import slots_of

__all__ = ["still"]


def seen_by(world: World, person: str) -> dict[str, bytes]:
    """Her pages of meetings, her home and her calendar's file."""
    user = world.guardians[person].user
    assert user
    paths = [reverse("guardian_home"), reverse("guardian_meetings")]
    paths += [
        reverse("guardian_meeting", args=[row.pk])
        for name, row in world.rows.items()
        if name.startswith("meetings ")
    ]
    seen = {path: _look(world.client(person), path) for path in paths}
    feed = reverse("calendar_feed", args=[world.rows[f"feed of {person}"]])
    return seen | {"feed": seen_in(world.client(person).get(feed))}


def chooses(world: World, person: str, number: int) -> None:
    user, period = world.guardians[person].user, world.rows["meetings own"]
    assert user
    slots = [slot for slot in slots_of(period) if slot.lane.classroom == world.rooms["own"]]
    services.book_slot(actor=user, slot=slots[number], child=world.children["own"])


def gives_a_feed(world: World, person: str) -> None:
    user = world.guardians[person].user
    assert user
    world.rows[f"feed of {person}"] = services.make_feed(actor=user)


@pytest.mark.parametrize(
    ("actor", "watcher"),
    [
        ("guardian", "separated_guardian"),
        ("separated_guardian", "guardian"),
        ("separated_guardian", "relative"),
    ],
)
def test_which_time_another_home_chose_and_moves_to_changes_no_byte(
    world: World, still: None, actor: str, watcher: str
) -> None:
    gives_a_feed(world, watcher)
    chooses(world, actor, 0)
    before = seen_by(world, watcher)

    chooses(world, actor, 2)

    after = seen_by(world, watcher)
    assert [path for path in before if before[path] != after[path]] == []


@pytest.mark.parametrize("watcher", ["blocked_guardian", "expired_guardian", "left_guardian", "outsider"])
def test_for_strangers_a_booking_changes_no_byte(world: World, still: None, watcher: str) -> None:
    gives_a_feed(world, watcher)
    before = seen_by(world, watcher)

    chooses(world, "guardian", 0)

    after = seen_by(world, watcher)
    assert [path for path in before if before[path] != after[path]] == []
