"""Children who are here, and what is tapped while they sleep."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from attendance import services
from attendance.models import Attendance, Nap, NapCheck
from backend.ids import uuid7
from facilities.clock import today_at
from facilities.models import Child, Classroom


def come(child: Child, classroom: Classroom) -> Attendance:
    """She is here today."""
    now = timezone.now()
    day = today_at(classroom.facility)
    values = {"arrived_at": now - timedelta(hours=4), "is_here": True}
    row, _is_new = Attendance.objects.update_or_create(
        facility=classroom.facility, child=child, day=day, defaults=values
    )
    return row


def ago(minutes: float) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def sleep(actor: User, child: Child, at: datetime | None = None, **fields: Any) -> Nap:
    room = child.enrolments.get().classroom
    given = {"id": uuid7(), "at": at, **fields}
    return services.start_nap(actor=actor, classroom=room, child=child, **given)


def look(actor: User, child: Child, at: datetime | None = None, **fields: Any) -> NapCheck:
    room = child.enrolments.get().classroom
    seen = services.Look(**{"id": uuid7(), "at": at, "position": "back", **fields})
    return services.check_nap(actor=actor, classroom=room, child=child, look=seen)


def wake(actor: User, child: Child, at: datetime | None = None) -> Nap:
    room = child.enrolments.get().classroom
    return services.end_nap(actor=actor, classroom=room, child=child, at=at)
