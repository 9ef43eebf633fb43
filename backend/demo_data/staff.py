"""Staff: the central office, and at each facility a manager, an office, a nurse, teachers and part-timers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from accounts.models import User
from backend.demo_data.names import FAMILY_NAMES, given_names
from backend.demo_data.numbers import Plan
from backend.demo_data.places import Places
from facilities.models import Classroom, Facility, Role, StaffMember, StaffPost

_CENTRAL = [Role.CENTRAL_SENDER, Role.CENTRAL_APPROVER, Role.CENTRAL_READER, Role.AUDITOR]
_LOGINS = {
    Role.CENTRAL_SENDER: "office", Role.CENTRAL_APPROVER: "office2", Role.CENTRAL_READER: "reader",
    Role.AUDITOR: "auditor", Role.MANAGER: "manager", Role.NURSE: "nurse", Role.OFFICE: "facility-office",
}  # fmt: skip
TEACHERS = {0: 3, 1: 3}


@dataclass(frozen=True)
class _Seat:
    role: Role
    facility: Facility | None = None
    classroom: Classroom | None = None
    login: str = ""


def make_staff(plan: Plan, places: Places, password_hash: str, *, light: bool = False) -> None:
    """About 450 people in the ward; `light` gives all but the first facility a manager and an office."""
    rng = plan.dice("staff")
    users, members, posts = [], [], []
    for n, seat in enumerate(_seats(places, light=light)):
        name, kana = _name(rng)
        login = seat.login or f"s{n + 1:05}"
        user = User(
            id=plan.made_id("staff user", n), login=login, email=f"{login}@example.jp", name=name,
            password=password_hash, joined_at=plan.now,
        )  # fmt: skip
        member = StaffMember(
            id=plan.made_id("staff", n), organisation=places.organisation, user=user, name=name, kana=kana
        )
        users.append(user)
        members.append(member)
        posts.append(_post(plan, places, n, seat, member, rng))
    User.objects.bulk_create(users, batch_size=2000)
    StaffMember.objects.bulk_create(members, batch_size=2000)
    StaffPost.objects.bulk_create(posts, batch_size=2000)


def _name(rng: Random) -> tuple[str, str]:
    family = rng.choice([name for name in FAMILY_NAMES if name.origin == "ja"])
    given = rng.choice(given_names("ja mother" if rng.random() < 0.9 else "ja father"))
    return f"{family.name} {given.name}", f"{family.kana} {given.kana}"


def _post(plan: Plan, places: Places, n: int, seat: _Seat, member: StaffMember, rng: Random) -> StaffPost:
    starts_on = date(plan.school_year - (0 if seat.classroom else rng.randrange(6)), 4, 1)
    return StaffPost(
        id=plan.made_id("post", n), organisation=places.organisation, member=member, facility=seat.facility,
        classroom=seat.classroom, role=seat.role, starts_on=starts_on,
        ends_on=date(plan.school_year + 1, 3, 31) if seat.role == Role.AUDITOR else None,
    )  # fmt: skip


def _seats(places: Places, *, light: bool) -> Iterator[_Seat]:
    """Who is needed where; the first of each kind, at the first facility, has a readable login."""
    seats = {Role.CENTRAL_SENDER: 4, Role.CENTRAL_APPROVER: 2, Role.CENTRAL_READER: 7, Role.AUDITOR: 1}
    for role in _CENTRAL:
        for n in range(seats[role]):
            yield _Seat(role, login=_LOGINS[role] if n == 0 else "")
    rooms: dict[object, list[Classroom]] = {}
    for room in places.classrooms:
        rooms.setdefault(room.facility_id, []).append(room)
    for n, facility in enumerate(places.facilities):
        is_first = n == 0
        yield from _leaders(facility, is_first=is_first, light=light)
        if is_first or not light:
            yield from _others(places, facility, rooms.get(facility.pk, []), is_first=is_first)


def _leaders(facility: Facility, *, is_first: bool, light: bool) -> Iterator[_Seat]:
    roles = [Role.MANAGER, Role.OFFICE]
    if is_first or (facility.kind == Facility.Kind.NURSERY and not light):
        roles.append(Role.NURSE)
    for role in roles:
        yield _Seat(role, facility, login=_LOGINS[role] if is_first else "")


def _others(places: Places, facility: Facility, rooms: list[Classroom], *, is_first: bool) -> Iterator[_Seat]:
    demo_room = places.classroom(facility, 1) if is_first else None
    for room in rooms:
        for n in range(TEACHERS.get(room.age, 2)):
            is_demo = n == 0 and demo_room is not None and room.pk == demo_room.pk
            yield _Seat(Role.TEACHER, facility, room, login="teacher" if is_demo else "")
    for _ in range(6 if facility.kind == Facility.Kind.NURSERY else 3):
        yield _Seat(Role.PART_TIME, facility)
