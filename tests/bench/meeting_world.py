"""One facility with its families, and meetings that have been announced, for the measures."""

from datetime import time, timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from facilities.models import Classroom, Facility, Guardian
from surveys import services
from surveys.models import MeetingPeriod
from tests.bench import world
from tests.bench.asked import asked_everybody
from tests.bench.board import manager_of


def make_meetings(households: int, slots: int, *, mode: str, per_class: bool, days: int = 1) -> MeetingPeriod:
    """Of ten minutes from nine o'clock on, `slots` a day in a lane of each class, or in one for all."""
    world.fill(households, size=households)
    facility = Facility.objects.get()
    keeper, now = manager_of(facility), timezone.now()
    first = timezone.localdate() + timedelta(days=10)
    period = services.save_period(
        actor=keeper, facility=facility, title="個人面談", minutes=10, mode=mode, starts_on=first,
        ends_on=first + timedelta(days=days), opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=5),
    )  # fmt: skip
    for room in Classroom.objects.filter(facility=facility) if per_class else [None]:
        _fill_lane(keeper, period, room, slots, days)
    notice = asked_everybody(facility.organisation)
    MeetingPeriod.objects.update(published_at=now - timedelta(days=1), notice=notice)
    period.refresh_from_db()
    return period


def sign_up(count: int) -> list[tuple[User, Guardian]]:
    """Accounts for the first guardians of so many households."""
    guardians = list(Guardian.objects.filter(call_order=1).order_by("pk")[:count])
    users = User.objects.bulk_create(
        User(login=f"bench-{uuid4().hex[:20]}", name="計測 保護者", password="!") for _guardian in guardians
    )
    for user, guardian in zip(users, guardians, strict=True):
        guardian.user = user
    Guardian.objects.bulk_update(guardians, ["user"])
    return list(zip(users, guardians, strict=True))


def _fill_lane(keeper: User, period: MeetingPeriod, room: Classroom | None, slots: int, days: int) -> None:
    lane = services.add_lane(actor=keeper, period=period, classroom=room)
    ends = time(9 + slots * 10 // 60, slots * 10 % 60)
    openings = [
        services.Opening(period.starts_on + timedelta(days=day), time(9), ends) for day in range(days)
    ]
    services.make_slots(actor=keeper, lane=lane, openings=openings)
