"""Two worlds, of families' own data: what one household asks for, and what staff do about it, the other never sees."""

import pytest
from django.urls import reverse

from facilities import services
from facilities.models import Grant
from tests import factories
from tests.house.access.world import World
from tests.house.test_two_worlds import STRANGERS, _look, everything_seen_by, still

__all__ = ["still"]
RIGHTS = {"can_view": True, "can_answer": True}
CONTACT = {"phone": "080-9999-8888", "phone_note": "夜だけ", "wants_paper": "on"}


def family_pages_seen_by(world: World, person: str) -> dict[str, bytes]:
    """All her pages, those of her own data with them."""
    child = world.children["own"]
    pages = [reverse("guardian_profile"), reverse("guardian_profile_name")]
    pages += [reverse(f"guardian_profile_{name}", args=[child.pk]) for name in ("child", "adult")]
    seen = {path: _look(world.client(person), path) for path in pages}
    return everything_seen_by(world, person) | seen


def asks_for_everything(world: World, person: str) -> None:
    """Contact, her name, the child's data, another adult; one request is taken back."""
    client, child = world.client(person), world.children["own"]
    adult = {"name": "新しい 大人", "relation": "other"}
    client.post(reverse("guardian_profile"), CONTACT)
    world.client(person).post(reverse("guardian_profile_name"), {"name": "改姓 した人", "relation": "mother"})
    names = {"family_name": "改姓", "given_name": child.given_name, "born_on": str(child.born_on)}
    world.client(person).post(reverse("guardian_profile_child", args=[child.pk]), names)
    world.client(person).post(reverse("guardian_profile_adult", args=[child.pk]), adult)
    for row in world.users[person].guardians.get().change_requests.filter(kind="second_guardian"):
        world.client(person).post(reverse("guardian_request_withdraw", args=[row.pk]))


def staff_act_on(world: World, person: str) -> None:
    """Other rights, a relative in that household, a block, its end, a protected family."""
    child, guardian, manager = world.children["own"], world.guardians[person], world.users["manager"]
    keeper = factories.make_keeper(world.places["own"])
    if not Grant.objects.filter(guardian=guardian, child=child).exists():
        return
    adult = {"name": "祖父 太郎", "relation": "grandfather"}
    new = services.propose_guardian(
        actor=manager, child=child, person=adult, rights=RIGHTS, household=guardian.household
    )
    services.decide_request(actor=keeper, request=new, approve=True)
    if not Grant.objects.filter(guardian=guardian, child=child, is_blocked=True).exists():
        rights = services.propose_rights(actor=manager, child=child, guardian=guardian, rights=RIGHTS)
        services.decide_request(actor=keeper, request=rights, approve=True)
    services.block_guardian(actor=manager, child=child, guardian=guardian, reason="秘密の理由")
    services.protect_household(actor=manager, child=child, household=guardian.household)
    lifted = services.propose_unblock(actor=manager, child=child, guardian=guardian)
    services.decide_request(actor=keeper, request=lifted, approve=False, answer="まだ早い")


@pytest.mark.parametrize(("actor", "watcher"), STRANGERS, ids=lambda person: person)
def test_what_another_household_asks_and_gets_changes_no_byte(
    world: World, still: None, actor: str, watcher: str
) -> None:
    before = family_pages_seen_by(world, watcher)

    asks_for_everything(world, actor)
    staff_act_on(world, actor)

    after = family_pages_seen_by(world, watcher)
    assert [path for path in before if before[path] != after[path]] == []


def test_the_comparison_sees_what_she_asks_herself(world: World, still: None) -> None:
    before = family_pages_seen_by(world, "guardian")

    asks_for_everything(world, "guardian")

    after = family_pages_seen_by(world, "guardian")
    assert before[reverse("guardian_profile")] != after[reverse("guardian_profile")]


@pytest.mark.parametrize("blocked", ["blocked_guardian", "expired_guardian"])
def test_who_lost_the_right_to_view_finds_no_child_in_her_own_requests(
    world: World, still: None, blocked: str
) -> None:
    factories.make_request(world.users[blocked], world.children["own"], world.guardians[blocked])

    seen = b"".join(family_pages_seen_by(world, blocked).values()).decode()

    names = {child.given_name for child in world.children.values()} | {"ひより"}
    names |= {guardian.name for name, guardian in world.guardians.items() if name != blocked}
    assert [name for name in sorted(names) if name in seen] == []


def test_a_block_never_shows_its_reason_to_any_family(world: World, still: None) -> None:
    staff_act_on(world, "separated_guardian")

    for person in ("guardian", "co_guardian", "separated_guardian", "relative"):
        seen = b"".join(family_pages_seen_by(world, person).values()).decode()
        assert "秘密の理由" not in seen
