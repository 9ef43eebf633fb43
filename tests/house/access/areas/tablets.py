"""Shared tablets: two of the child's class, one without and one with a PIN, and what offices do with theirs."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from backend.ids import uuid7
from facilities import services
from facilities.models import Device, Role, StaffMember
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.outcomes import Outcome
from tests.house.access.persons import (
    EVERYBODY,
    FACILITY_STAFF,
    SENDERS,
    TABLETS,
    people,
)
from tests.house.access.rules import NO_THING, Rule, Who
from tests.house.access.world import NOWHERE, World

PIN = "739204"
_HERE = people("manager", SENDERS)
_THERE = people("other_manager", SENDERS)
_ABROAD = people("foreign_manager", "foreign_office")
_LOOKS_AFTER = people(_HERE, _THERE, _ABROAD)
LOOK_AFTER = rules.whole(
    "Managers for their facility, the central office's senders for all of theirs.", _LOOKS_AFTER
)


def _of(noun: str, sentence: str, **more: Who) -> Rule:
    return Rule(
        sentence,
        {
            f"own {noun}": Who(_HERE),
            f"other facility's {noun}": Who(_THERE),
            f"other organisation's {noun}": Who(_ABROAD),
            **{f"{key.replace('_', ' ')} {noun}": who for key, who in more.items()},
            f"no such {noun}": Who(),
        },
    )


TABLET = _of("tablet", "Who looks after the facility's tablets, while it is paired.", signed_out=Who())
SIGN_OUT = _of("tablet", "Who looks after the facility's tablets; twice is once.", signed_out=Who(_HERE))
OFFER = _of("offer", "Who looks after the facility's tablets; the key itself is shown once and not here.")
UNLOCK = _of("colleague", "Who looks after the staff of a facility where she works.")
PAIR = rules.whole(
    "Everybody: the key is the authority. A paired tablet goes to its room.", people(EVERYBODY, TABLETS)
)
AT_TABLET = Rule(
    "A paired tablet; with any other browser it is not there.",
    {NO_THING: Who(TABLETS)},
    anonymous=Outcome.HIDDEN,
)
TOUCH = Rule("A tablet with a PIN.", {NO_THING: Who(people("tablet_pin"))}, anonymous=Outcome.HIDDEN)
ROOM = Rule(
    "A paired tablet, for its own room.",
    {
        "own class": Who(TABLETS),
        "next class": Who(),
        "other organisation's class": Who(),
        "no such class": Who(),
    },
    anonymous=Outcome.HIDDEN,
    tablet=Outcome.HIDDEN,
)
NAME = Rule(
    "A paired tablet, for whoever works at its facility today.",
    {
        "own colleague": Who(TABLETS),
        "other facility's colleague": Who(),
        "colleague who left": Who(),
        "no such colleague": Who(),
    },
    anonymous=Outcome.HIDDEN,
    tablet=Outcome.HIDDEN,
)
OWN_PIN = rules.whole(
    "Staff of a facility, about themselves.", people(FACILITY_STAFF, "other_manager", "foreign_manager")
)
ENTRIES = [
    *get_entries(LOOK_AFTER, "office_tablets", "office_tablet_new"),
    *post_entries(LOOK_AFTER, "office_tablet_new", name="うさぎ9"),
    *get_entries(OFFER, "office_tablet_offer"),
    *get_entries(TABLET, "office_tablet"),
    *post_entries(TABLET, "office_tablet", name="うさぎ8", lock_after="60"),
    *post_entries(SIGN_OUT, "office_tablet_sign_out"),
    *post_entries(UNLOCK, "office_pin_unlock"),
    *get_entries(PAIR, "tablet_pair"),
    *post_entries(PAIR, "tablet_pair", key="ABCDEFGHJ"),
    *get_entries(AT_TABLET, "tablet_board", "tablet_who", "tablet_state"),
    *post_entries(AT_TABLET, "tablet_lock"),
    *post_entries(TOUCH, "tablet_touch"),
    *get_entries(ROOM, "tablet_board_class"),
    *get_entries(NAME, "tablet_pin"),
    *post_entries(NAME, "tablet_pin", pin="000000"),
    *get_entries(OWN_PIN, "account_pin"),
    *post_entries(OWN_PIN, "account_pin", pin="739204", again="739204"),
]


def make(world: World) -> None:
    places = (("own", "manager"), ("other", "other_manager"), ("foreign", "foreign_manager"))
    for name, manager in places:
        offer = services.offer_pairing(actor=world.users[manager], facility=world.places[name], name="玄関")
        world.rows[f"{name} offer"] = offer.pairing
        world.rows[f"{name} tablet"] = _pair(world, name, manager, "事務室")[0]
        world.rows[f"{name} colleague"] = StaffMember.objects.get(user=world.users[manager])
    gone = _pair(world, "own", "manager", "古い端末")[0]
    world.rows["gone tablet"] = services.revoke_device(actor=world.users["manager"], device=gone)
    left = factories.make_staff(
        Role.TEACHER, world.places["own"], ends_on=factories.today() - timedelta(days=1)
    )
    world.rows["left colleague"] = StaffMember.objects.get(user=left)
    _make_persons(world)


def _pair(world: World, place: str, manager: str, name: str, room: Any = None) -> tuple[Device, str]:
    offer = services.offer_pairing(
        actor=world.users[manager], facility=world.places[place], name=name, classroom=room
    )
    paired = services.pair_device(key=offer.key)
    return paired.device, paired.secret


def _make_persons(world: World) -> None:
    """Their tablets stay open for the whole walk. Who typed the PIN also works elsewhere, which must not count here."""
    teacher = factories.make_staff(Role.TEACHER, world.places["own"], world.rooms["own"], name="掛持 里奈")
    member = StaffMember.objects.get(user=teacher)
    post = member.posts.get()
    post.pk, post.facility, post.classroom = uuid7(), world.places["other"], world.rooms["other"]
    post.save(force_insert=True)
    services.set_pin(actor=teacher, pin=PIN)
    for person in sorted(TABLETS):
        device, world.devices[person] = _pair(world, "own", "manager", person, world.rooms["own"])
        if person == "tablet_pin":
            services.enter_pin(device=device, member=member, pin=PIN)
            Device.objects.filter(pk=device.pk).update(acting_until=timezone.now() + timedelta(days=1))


def things(world: World) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {"colleague who left": (world.rows["left colleague"].pk,)}
    for noun in ("tablet", "offer", "colleague"):
        found |= {
            f"own {noun}": (world.rows[f"own {noun}"].pk,),
            f"other facility's {noun}": (world.rows[f"other {noun}"].pk,),
            f"other organisation's {noun}": (world.rows[f"foreign {noun}"].pk,),
            f"no such {noun}": (NOWHERE,),
        }
    return found | {"signed out tablet": (world.rows["gone tablet"].pk,)}
