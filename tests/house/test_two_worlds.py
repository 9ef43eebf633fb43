"""Two worlds: whatever the other household does leaves every byte that this one sees unchanged."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices import services
from tests.house.access.walk import seen_in
from tests.house.access.world import World
from tests.notices.providers import Browser, b64, point_of

PAGES = (
    "guardian_home",
    "guardian_notices",
    "guardian_emergencies",
    "guardian_more",
    "guardian_family",
    "guardian_looked",
    "guardian_takeout",
    "account",
    "live_ticket",
)
API = ("me/", "notices/", "children/", "facilities/")
STRANGERS = [
    ("separated_guardian", "guardian"),
    ("guardian", "separated_guardian"),
    ("co_guardian", "separated_guardian"),
    ("relative", "separated_guardian"),
    ("guardian", "blocked_guardian"),
    ("separated_guardian", "blocked_guardian"),
    ("blocked_guardian", "guardian"),
    ("blocked_guardian", "separated_guardian"),
    ("expired_guardian", "guardian"),
    ("guardian", "expired_guardian"),
    ("left_guardian", "guardian"),
    ("outsider", "guardian"),
]


@pytest.fixture
def still(world: World) -> Iterator[None]:
    """The clock stands, so that two looks differ only by what was done between them: the live ticket too."""
    with transaction.atomic(), time_machine.travel(timezone.now() + timedelta(seconds=5), tick=False):
        yield
        transaction.set_rollback(True)


def everything_seen_by(world: World, person: str) -> dict[str, bytes]:
    """Each page and API answer of hers, looked at without leaving a trace."""
    pages = [reverse(name) for name in PAGES] + [f"/api/v1/{path}" for path in API]
    pages += [reverse("guardian_notice", args=[row.pk]) for row in world.notices.values()]
    pages += [f"/api/v1/notices/{row.pk}/" for row in world.notices.values()]
    pages += [f"/api/v1/children/{child.pk}/" for child in world.children.values()]
    return {path: _look(world.client(person), path) for path in pages}


def _look(client: Client, path: str) -> bytes:
    with transaction.atomic():
        seen = seen_in(client.get(path))
        transaction.set_rollback(True)
    return seen


def does_everything(world: World, person: str) -> None:
    """All a guardian can do: read, confirm, speak another language, take push on and off, be phoned."""
    for notice in world.notices.values():
        world.client(person).get(reverse("guardian_notice", args=[notice.pk]))
        world.client(person).post(reverse("guardian_confirm", args=[notice.pk]))
        for kind in ("shown", "opened", "confirmed"):
            _post_json(world.client(person), f"/api/v1/notices/{notice.pk}/readings/", {"kind": kind})
    world.client(person).post(reverse("account"), {"language": "easy"})
    world.client(person).post(reverse("set_language"), {"language": "en"})
    _post_json(world.client(person), reverse("push_subscription"), _browser())
    world.client(person).post(reverse("account_push_off"))
    _post_json(world.client(person), reverse("push_subscription"), _browser())
    for child in world.children.values():
        world.client(person).post(reverse("family_invite", args=[child.pk]))
    _is_phoned(world, person)


def _post_json(client: Client, path: str, body: object) -> None:
    client.post(path, json.dumps(body), "application/json", headers={"Idempotency-Key": str(uuid4())})


def _browser() -> dict[str, object]:
    browser = Browser(f"https://push.example.com/{uuid4()}")
    return {
        "endpoint": browser.endpoint,
        "keys": {"p256dh": b64(point_of(browser.key)), "auth": b64(browser.secret)},
    }


def _is_phoned(world: World, person: str) -> None:
    """The office reaches the household by telephone, if it is the one that is being called."""
    task = world.tasks["own"]
    if task.household_id == world.household(person).pk:
        task.refresh_from_db()
        office = world.users["office"]
        services.record_outcome(actor=office, task=task, token=task.token, outcome="reached")


@pytest.mark.parametrize(("actor", "watcher"), STRANGERS, ids=lambda person: person)
def test_what_another_household_does_changes_no_byte(
    world: World, still: None, actor: str, watcher: str
) -> None:
    before = everything_seen_by(world, watcher)

    does_everything(world, actor)

    after = everything_seen_by(world, watcher)
    assert [path for path in before if before[path] != after[path]] == []


def test_the_comparison_sees_what_the_own_household_does(world: World, still: None) -> None:
    before = everything_seen_by(world, "guardian")

    does_everything(world, "co_guardian")

    after = everything_seen_by(world, "guardian")
    assert before[reverse("guardian_notices")] != after[reverse("guardian_notices")]


@pytest.mark.parametrize("blocked", ["blocked_guardian", "expired_guardian"])
def test_who_lost_the_right_to_view_finds_no_name_and_no_word(
    world: World, still: None, blocked: str
) -> None:
    seen = b"".join(everything_seen_by(world, blocked).values()).decode()

    names = {guardian.name for name, guardian in world.guardians.items() if name != blocked}
    names |= {row.title for row in world.notices.values()} | {place.name for place in world.places.values()}
    names |= {child.given_name for child in world.children.values()}
    assert [name for name in sorted(names) if name in seen] == []


@pytest.mark.parametrize(
    ("person", "other"), [("guardian", "separated_guardian"), ("separated_guardian", "guardian")]
)
def test_separated_parents_never_read_each_others_name_address_or_number(
    world: World, still: None, person: str, other: str
) -> None:
    seen = b"".join(everything_seen_by(world, person).values()).decode()

    row = world.guardians[other]
    secrets = [row.name, row.household.name, row.phone, row.email, str(row.pk), str(row.household_id)]
    own = world.household(person).name
    assert [secret for secret in secrets if secret != own and secret in seen] == []
