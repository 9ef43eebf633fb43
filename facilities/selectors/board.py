"""The classes of a teacher's posts, and who else works in them. Who is in them today: attendance.selectors.board."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from backend.prepared import Prepared
from facilities.calendar import school_year_of
from facilities.models import WHOLE_FACILITY_ROLES, Classroom, Role, StaffPost, on_day
from facilities.selectors.posts import OfPosts


@dataclass(frozen=True)
class ClassBoard:
    """`classrooms` are all she may open; `teachers` the names of those of the chosen one."""

    classrooms: tuple[Classroom, ...]
    classroom: Classroom
    teachers: tuple[str, ...]


def _rooms(user: UUID, day: date, year: int) -> QuerySet[Classroom]:
    posts = StaffPost.objects.held_by(User(pk=user), day).filter(facility__isnull=False)
    whole = posts.filter(Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True))
    own = posts.filter(classroom__isnull=False)
    rooms = Classroom.objects.filter(
        Q(pk__in=own.values("classroom")) | Q(facility__in=whole.values("facility")), school_year=year
    )
    return rooms.select_related("facility").order_by("facility__position", "age", "name")


ROOMS = OfPosts(_rooms, year=9999)
TEACHERS = Prepared(
    lambda room, day: (
        StaffPost.objects.filter(on_day(day), classroom=room, role=Role.TEACHER)
        .order_by("member__kana", "pk")
        .values_list("member__name")
    ),
    room=UUID(int=1),
    day=date.min,
)


def classrooms_of(user: User) -> list[Classroom]:
    """This year's classes she works in: her own, or all of the facility for those who see all of it."""
    return ROOMS.fetch(user, year=school_year_of(timezone.localdate()))


def class_board(user: User, classroom_id: UUID | None = None) -> ClassBoard | None:
    """The class asked for, else her first; None when she has none or it is not hers. Two queries."""
    rooms = classrooms_of(user)
    room = next((one for one in rooms if classroom_id in (None, one.pk)), None)
    if room is None:
        return None
    teachers = TEACHERS.fetch(room=room.pk, day=timezone.localdate())
    return ClassBoard(tuple(rooms), room, tuple(name for (name,) in teachers))
