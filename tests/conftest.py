"""People round one child; every test that touches them starts from the same small world."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as live_settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from accounts.sessions import HERE
from facilities.models import Child, Classroom, Facility, Guardian, Household, Organisation, Role, StaffPost
from tests import factories

SignIn = Callable[[User], Client]
MORNING = datetime(2026, 11, 25, 8, 12, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Wednesday


def pytest_configure() -> None:
    """WhiteNoise warns of a folder that is not there; tests collect nothing into it."""
    Path(live_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _own_files(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Mails and other files of a test never leave its folder."""
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = str(tmp_path / "media")  # type: ignore[attr-defined]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A fixed weekday morning, so that no test depends on when it runs."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def after_dawn() -> Iterator[None]:
    """From midnight to three the calendar and the attendance are at different days: then it is six here."""
    now = timezone.localtime()
    if now.hour >= 3:
        yield
        return
    with time_machine.travel(now.replace(hour=6), tick=False):
        yield


@pytest.fixture
def _clean_throttles(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def _english() -> Iterator[None]:
    """Sentences are looked at in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def organisation(db: None) -> Organisation:
    return factories.make_organisation()


@pytest.fixture
def facility(organisation: Organisation) -> Facility:
    return factories.make_facility(organisation, name="元代々木保育園")


@pytest.fixture
def other_facility(organisation: Organisation) -> Facility:
    return factories.make_facility(organisation, name="富ヶ谷保育園")


@pytest.fixture
def classroom(facility: Facility) -> Classroom:
    return factories.make_classroom(facility, name="うさぎ組")


@pytest.fixture
def other_classroom(facility: Facility) -> Classroom:
    return factories.make_classroom(facility, name="きりん組", age=3, tint="kirin")


@pytest.fixture
def household(organisation: Organisation) -> Household:
    return factories.make_household(organisation)


@pytest.fixture
def child(classroom: Classroom) -> Child:
    return factories.make_child(classroom)


@pytest.fixture
def guardian(child: Child, household: Household) -> Guardian:
    """The mother, first in the order of calling."""
    return factories.make_guardian(child, household, name="髙橋 沙織", call_order=1)


@pytest.fixture
def co_guardian(child: Child, household: Household) -> Guardian:
    """The father of the same household."""
    return factories.make_guardian(child, household, name="髙橋 大輔", relation="father", call_order=2)


@pytest.fixture
def separated_guardian(child: Child, organisation: Organisation) -> Guardian:
    """A parent of the same child in a household of his own."""
    household = factories.make_household(organisation, name="葛󠄀城")
    return factories.make_guardian(child, household, name="葛󠄀城 誠", relation="father")


@pytest.fixture
def blocked_guardian(child: Child, organisation: Organisation) -> Guardian:
    """Has an old grant and a block that beats it."""
    guardian = factories.make_guardian(
        child, factories.make_household(organisation, name="佐藤"), name="佐藤 健"
    )
    factories.grant(guardian, child, is_blocked=True, can_view=False)
    return guardian


@pytest.fixture
def expired_guardian(child: Child, organisation: Organisation) -> Guardian:
    """Her grant ended yesterday."""
    ended = {"ends_on": timezone.localdate() - timedelta(days=1)}
    return factories.make_guardian(child, factories.make_household(organisation, name="伊藤"), rights=ended)


@pytest.fixture
def relative(child: Child, household: Household) -> Guardian:
    """The grandmother: reads along and nothing else."""
    rights = dict.fromkeys(("can_write", "can_answer", "can_pick_up", "is_emergency_contact"), False)
    return factories.make_guardian(
        child, household, name="髙橋 和子", relation="grandmother", call_order=3, rights=rights
    )


@pytest.fixture
def outsider(db: None) -> Guardian:
    """A guardian of another organisation."""
    return factories.make_guardian(factories.make_child())


@pytest.fixture
def teacher(facility: Facility, classroom: Classroom) -> User:
    return factories.make_staff(Role.TEACHER, facility, classroom, name="鈴木 千尋")


@pytest.fixture
def other_teacher(facility: Facility, other_classroom: Classroom) -> User:
    return factories.make_staff(Role.TEACHER, facility, other_classroom, name="山田 美咲")


@pytest.fixture
def manager(facility: Facility) -> User:
    return factories.make_staff(Role.MANAGER, facility, name="田村 由美")


@pytest.fixture
def keeper(facility: Facility) -> User:
    """The facility's own office: decides what the manager proposed."""
    return factories.make_keeper(facility)


@pytest.fixture
def other_manager(other_facility: Facility) -> User:
    return factories.make_staff(Role.MANAGER, other_facility, name="小林 聡")


@pytest.fixture
def ex_staff(facility: Facility) -> User:
    return factories.make_staff(Role.MANAGER, facility, ends_on=timezone.localdate() - timedelta(days=1))


@pytest.fixture
def office(organisation: Organisation) -> User:
    """Central sender."""
    return factories.make_staff(Role.CENTRAL_SENDER, organisation, name="中村 亜希子")


@pytest.fixture
def approver(organisation: Organisation) -> User:
    return factories.make_staff(Role.CENTRAL_APPROVER, organisation, name="田中 誠")


@pytest.fixture
def reader(organisation: Organisation) -> User:
    return factories.make_staff(Role.CENTRAL_READER, organisation, name="原 恵")


@pytest.fixture
def auditor(organisation: Organisation) -> User:
    return factories.make_staff(Role.AUDITOR, organisation, name="森 直樹")


@pytest.fixture
def signed_in() -> SignIn:
    """A browser with this person signed in, as her first page leaves it."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        session = client.session
        staff = StaffPost.objects.held_by(user).exists()
        now = time.time()
        session[HERE] = {
            "began": now,
            "seen": now,
            "agent": "",
            "address": "",
            "staff": staff,
            "factor": False,
        }
        session.save()
        return client

    return sign_in
