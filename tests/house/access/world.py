"""The world of the walk: two organisations, everybody in persons.py, and the things they may or may not see.

Families lose their rights after the notices were sent: whoever was told once must not see it for ever.
"""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.sessions import SessionStore
from facilities.models import (
    Child,
    Classroom,
    Enrolment,
    Facility,
    Grant,
    Guardian,
    Household,
    Organisation,
    Role,
)
from mobile_web.tablets import COOKIE as DEVICE_COOKIE
from notices import services
from notices.models import CallTask, Notice
from tests import factories
from tests.accounts.second_factor import give_app
from tests.house.access.areas import areas

NOWHERE = UUID("01890000-0000-7000-8000-000000000000")
GIVEN_NAMES = {
    "own": "陽葵",
    "other": "琴羽",
    "foreign": "遥翔",
}  # so that a page's words say whose child it names


@dataclass
class World:
    """Accounts by kind of person, rows by name, and signed-in browsers."""

    users: dict[str, User] = field(default_factory=dict)
    guardians: dict[str, Guardian] = field(default_factory=dict)
    places: dict[str, Facility] = field(default_factory=dict)
    rooms: dict[str, Classroom] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    tasks: dict[str, CallTask] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)  # what areas add, by their own names
    passkey: int = 0
    sessions: dict[str, str] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)  # the secrets of shared tablets
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        """Her browser as it was when she signed in, whatever the last answer did to its cookies."""
        client = self.clients.setdefault(person, Client())
        client.cookies.clear()
        if person in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        if person in self.devices:
            client.cookies[DEVICE_COOKIE] = self.devices[person]
        return client

    def elsewhere(self, person: str) -> str:
        """The same cookies in a browser that checks the forms' tokens, under a name of its own."""
        name = f"{person} elsewhere"
        self.clients[name] = Client(enforce_csrf_checks=True)
        for cookies in (self.sessions, self.devices):
            if person in cookies:
                cookies[name] = cookies[person]
        return name

    def household(self, person: str) -> Household:
        return self.guardians[person].household


def make_world() -> World:
    """Everything, in the order in which it would have happened."""
    world = World()
    here, abroad = factories.make_organisation(), factories.make_organisation(name="あおば市")
    _make_places(world, here, abroad)
    _make_staff(world, here, abroad)
    _make_families(world)
    _make_notices(world, here, abroad)
    _make_tasks(world)
    for area in areas():
        if hasattr(area, "make"):
            area.make(world)
    _take_rights_away(world)
    world.passkey = _make_passkey(factories.make_user("鍵 持"))
    for person, user in world.users.items():
        world.sessions[person] = _sign_in(user)
    return world


def _make_places(world: World, here: Organisation, abroad: Organisation) -> None:
    for name, organisation in (("own", here), ("other", here), ("foreign", abroad)):
        facility = factories.make_facility(organisation, name=f"{name}保育園")
        world.places[name] = facility
        world.rooms[name] = factories.make_classroom(facility, name="うさぎ組")
        world.children[name] = factories.make_child(world.rooms[name], given_name=GIVEN_NAMES[name])
    world.rooms["next"] = factories.make_classroom(world.places["own"], name="きりん組", age=3)
    world.children["next"] = factories.make_child(world.rooms["next"], given_name="蓮華")
    world.children["left"] = factories.make_child(world.rooms["own"], given_name="湊")


def _make_staff(world: World, here: Organisation, abroad: Organisation) -> None:
    own, other, foreign = (world.places[name] for name in ("own", "other", "foreign"))
    yesterday = factories.today() - timedelta(days=1)
    make = factories.make_staff
    world.users |= {
        "teacher": make(Role.TEACHER, own, world.rooms["own"], name="鈴木 千尋"),
        "other_teacher": make(Role.TEACHER, own, world.rooms["next"], name="山田 美咲"),
        "part_timer": make(Role.PART_TIME, own, world.rooms["own"], name="木村 葵"),
        "manager": make(Role.MANAGER, own, name="田村 由美"),
        "other_manager": make(Role.MANAGER, other, name="小林 聡"),
        "ex_staff": make(Role.MANAGER, own, ends_on=yesterday),
        "office": make(Role.CENTRAL_SENDER, here, name="中村 亜希子"),
        "approver": make(Role.CENTRAL_APPROVER, here, name="田中 誠"),
        "reader": make(Role.CENTRAL_READER, here, name="原 恵"),
        "auditor": make(Role.AUDITOR, here, name="森 直樹"),
        "foreign_manager": make(Role.MANAGER, foreign, name="岡田 翼"),
        "foreign_office": make(Role.CENTRAL_SENDER, abroad, name="石井 薫"),
        "operator": factories.make_user("運用 太郎", is_operator=True),
    }


def _make_families(world: World) -> None:
    child, organisation = world.children["own"], world.children["own"].organisation
    home = factories.make_household(organisation)
    looks_on = dict.fromkeys(("can_write", "can_answer", "can_pick_up", "is_emergency_contact"), False)
    make = factories.make_guardian
    world.guardians = {
        "guardian": make(child, home, name="髙橋 沙織", call_order=1),
        "co_guardian": make(child, home, name="髙橋 大輔", relation="father", call_order=2),
        "relative": make(
            child, home, name="髙橋 和子", relation="grandmother", call_order=3, rights=looks_on
        ),
        "separated_guardian": make(child, name="葛󠄀城 誠", relation="father"),
        "blocked_guardian": make(child, name="佐藤 健"),
        "expired_guardian": make(child, name="伊藤 蘭"),
        "left_guardian": make(world.children["left"], name="渡辺 望"),
        "outsider": make(world.children["foreign"], name="林 楓"),
    }
    world.users |= {name: guardian.user for name, guardian in world.guardians.items() if guardian.user}
    for name in ("next", "other"):
        world.guardians[name] = make(world.children[name], user=None, name=f"{name}の母")


def _make_notices(world: World, here: Organisation, abroad: Organisation) -> None:
    own, other = world.places["own"], world.places["other"]
    office, manager = world.users["office"], world.users["manager"]
    world.notices = {
        "central notice": factories.make_notice(office, here),
        "own facility's notice": factories.make_notice(manager, here, own),
        "other facility's notice": factories.make_notice(world.users["other_manager"], here, other),
        "other organisation's notice": factories.make_notice(world.users["foreign_office"], abroad),
        "recalled notice": factories.make_notice(office, here, title="取り消します"),
        "office's draft": factories.make_draft(office, here, title="書きかけの本部"),
        "manager's draft": factories.make_draft(manager, here, own, title="書きかけの園"),
    }
    services.recall_notice(actor=office, notice=world.notices["recalled notice"], reason="誤って送りました。")


def _make_tasks(world: World) -> None:
    central, foreign = world.notices["central notice"], world.notices["other organisation's notice"]
    for name, caller, notice, family in (
        ("own", "office", central, "separated_guardian"),
        ("other", "other_manager", central, "other"),
        ("foreign", "foreign_office", foreign, "outsider"),
    ):
        world.tasks[name] = services.claim_household(
            actor=world.users[caller], notice=notice, household_id=world.household(family).pk
        )


def _take_rights_away(world: World) -> None:
    yesterday = factories.today() - timedelta(days=1)
    factories.grant(
        world.guardians["blocked_guardian"], world.children["own"], is_blocked=True, can_view=False
    )
    Grant.objects.filter(guardian=world.guardians["expired_guardian"]).update(ends_on=yesterday)
    before = yesterday - timedelta(
        days=1
    )  # of whatever day it is: yesterday's lasts until three in the morning
    Enrolment.objects.filter(child=world.children["left"]).update(ends_on=before)


def _make_passkey(user: User) -> int:
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "鍵"})
    return int(key.pk)


def _sign_in(user: User) -> str:
    """A session as the sign-in makes it: just now, for operators with their second factor."""
    records: list[dict[str, Any]] = [{"method": "password", "at": time.time(), "username": user.login}]
    if user.is_operator:
        factor = give_app(user)
        records.append({"method": "mfa", "at": time.time(), "id": factor.pk, "type": "totp"})
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(user.pk)
    session.create()
    return str(session.session_key)
