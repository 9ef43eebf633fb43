"""Shared tablets: whose cookie this is, who acts on it, and what it may show while nobody does."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from facilities.calendar import school_year_of
from facilities.keyed import keyed_hashes
from facilities.models import Classroom, Device, Enrolment, Facility, Role, StaffMember, StaffPost, on_day
from facilities.models.places import FacilityQuerySet
from facilities.models.roles import CENTRAL_KEEPING_ROLES

MOST_TABLETS = 200


@dataclass(frozen=True)
class Colleague:
    """One tile of the name chooser. `classes` are the names of her own; `is_here` when this room's is among them."""

    member: StaffMember
    classes: tuple[str, ...]
    is_here: bool


@dataclass(frozen=True)
class FirstName:
    """A child as a paired tablet shows it to whoever passes: `initial` only where two are called alike."""

    id: UUID
    given_name: str
    given_kana: str
    initial: str


@dataclass(frozen=True)
class RoomBoard:
    """A room today, first names only."""

    classrooms: tuple[Classroom, ...]
    classroom: Classroom | None
    children: tuple[FirstName, ...]


def device_of(secret: str) -> Device | None:
    """The tablet whose cookie this is, unless it was signed out. One query."""
    rows = Device.objects.filter(secret_hash__in=keyed_hashes("device", secret), revoked_at__isnull=True)
    return rows.select_related("facility", "classroom", "acting__user").first()


def acting_member(device: Device, now: datetime | None = None) -> StaffMember | None:
    """Who typed her PIN here, while the tablet has not locked itself and she works at the facility."""
    if device.acting is None or device.acting_until is None or device.acting_until <= (now or timezone.now()):
        return None
    return device.acting if staff_at(device.facility_id).filter(pk=device.acting.pk).exists() else None


def staff_at(facility_id: UUID) -> QuerySet[StaffMember]:
    """Members with a post at the facility today. Whoever left today has left."""
    today = timezone.localdate()
    posts = StaffPost.objects.filter(on_day(today), member=OuterRef("pk"), facility=facility_id)
    still = Q(left_on__isnull=True) | Q(left_on__gt=today)
    return StaffMember.objects.filter(Exists(posts), still, user__is_active=True)


def colleagues_at(device: Device) -> list[Colleague]:
    """Everybody who may act here, those of this room first, then by reading. Two queries."""
    members = list(staff_at(device.facility_id).order_by("kana", "name", "pk"))
    today = timezone.localdate()
    posts = StaffPost.objects.filter(
        on_day(today), member__in=members, facility=device.facility_id, classroom__isnull=False
    ).select_related("classroom")
    rooms: dict[UUID, list[Classroom]] = {}
    for post in posts.order_by("classroom__age", "classroom__name"):
        if post.classroom:
            rooms.setdefault(post.member_id, []).append(post.classroom)
    found = [_colleague(member, rooms.get(member.pk, []), device) for member in members]
    return sorted(found, key=lambda one: not one.is_here)


def _colleague(member: StaffMember, rooms: list[Classroom], device: Device) -> Colleague:
    here = device.classroom
    is_here = here is not None and any(room.name == here.name for room in rooms)
    return Colleague(member, tuple(dict.fromkeys(room.name for room in rooms)), is_here)


def room_board(device: Device, classroom_id: UUID | None = None) -> RoomBoard | None:
    """The tablet's room, or the one asked for at a tablet of the whole facility; None when that is not its own."""
    today = timezone.localdate()
    rooms = list(
        Classroom.objects.filter(facility=device.facility_id, school_year=school_year_of(today)).order_by(
            "age", "name"
        )
    )
    if device.classroom:  # in April the room of the same name goes on
        rooms = [room for room in rooms if room.name == device.classroom.name]
    room = next((one for one in rooms if classroom_id in (None, one.pk)), None)
    if room is None:
        return RoomBoard((), None, ()) if classroom_id is None else None
    return RoomBoard(tuple(rooms), room, _first_names(room))


def _first_names(room: Classroom) -> tuple[FirstName, ...]:
    rows = (
        Enrolment.objects.filter(on_day(timezone.localdate()), classroom=room)
        .order_by("child__given_kana", "child__given_name", "child")
        .values_list("child", "child__given_name", "child__given_kana", "child__family_name")
        .distinct()
    )
    found = list(rows)
    alike = Counter(given for _pk, given, _kana, _family in found)
    return tuple(
        FirstName(pk, given, kana, family[:1] if alike[given] > 1 else "")
        for pk, given, kana, family in found
    )


def managed_facilities(user: User) -> FacilityQuerySet:
    """Where she looks after staff and tablets: as manager, or for all facilities as the central office."""
    posts = StaffPost.objects.held_by(user)
    own = posts.filter(role=Role.MANAGER)
    central = posts.filter(role__in=CENTRAL_KEEPING_ROLES)
    return Facility.objects.filter(
        Q(pk__in=own.values("facility")) | Q(organisation__in=central.values("organisation")), is_active=True
    )


def tablets_in(facilities: Iterable[Facility]) -> list[Device]:
    """The paired tablets of these places, at most two hundred; `acting` is None once one has locked itself."""
    rows = (
        Device.objects.filter(facility__in=facilities, revoked_at__isnull=True)
        .select_related("facility", "classroom", "paired_by", "acting")
        .order_by(F("facility__position"), "facility__name_kana", "facility", "name")
    )
    found = list(rows[:MOST_TABLETS])
    now = timezone.now()
    for device in found:
        if device.acting_until is None or device.acting_until <= now:
            device.acting = None
    return found


def locked_pins_in(facilities: Iterable[Facility]) -> list[StaffMember]:
    """Members of these places whose PIN is locked."""
    rows = staff_in(facilities).filter(pin__locked_at__isnull=False).select_related("pin")
    return list(rows.order_by("kana", "name", "pk")[:MOST_TABLETS])


def staff_in(facilities: Iterable[Facility]) -> QuerySet[StaffMember]:
    """Members with a post today at any of these places."""
    today = timezone.localdate()
    posts = StaffPost.objects.filter(on_day(today), member=OuterRef("pk"), facility__in=facilities)
    return StaffMember.objects.filter(Exists(posts))
