"""The classes of a teacher's posts, and who else works in them. Who is in them today: attendance.selectors.board."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from facilities.calendar import school_year_of
from facilities.models import WHOLE_FACILITY_ROLES, Classroom, Role, StaffPost, on_day


@dataclass(frozen=True)
class ClassBoard:
    """`classrooms` are all she may open; `teachers` the names of those of the chosen one."""

    classrooms: tuple[Classroom, ...]
    classroom: Classroom
    teachers: tuple[str, ...]


def classrooms_of(user: User) -> list[Classroom]:
    """This year's classes she works in: her own, or all of the facility for those who see all of it."""
    today = timezone.localdate()
    posts = StaffPost.objects.held_by(user, today).filter(facility__isnull=False)
    whole = posts.filter(Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True))
    own = posts.filter(classroom__isnull=False)
    rooms = Classroom.objects.filter(
        Q(pk__in=own.values("classroom")) | Q(facility__in=whole.values("facility")),
        school_year=school_year_of(today),
    )
    return list(rooms.select_related("facility").order_by("facility__position", "age", "name"))


def class_board(user: User, classroom_id: UUID | None = None) -> ClassBoard | None:
    """The class asked for, else her first; None when she has none or it is not hers. Two queries."""
    rooms = classrooms_of(user)
    room = next((one for one in rooms if classroom_id in (None, one.pk)), None)
    if room is None:
        return None
    today = timezone.localdate()
    teachers = StaffPost.objects.filter(on_day(today), classroom=room, role=Role.TEACHER)
    names = teachers.order_by("member__kana", "pk").values_list("member__name", flat=True)
    return ClassBoard(tuple(rooms), room, tuple(names))
