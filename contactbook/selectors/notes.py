"""What staff note among themselves about a child."""

from datetime import date, timedelta

from django.db.models import QuerySet

from accounts.models import User
from contactbook.models import StaffNote
from contactbook.policies import require_writer
from facilities.models import Child, Facility

SHOWN = timedelta(days=31)


def notes_of(user: User, child: Child, facility: Facility, day: date) -> QuerySet[StaffNote]:
    """Of the last month, the newest first, for who writes about the child; to others there are none: 404."""
    require_writer(user, child, facility, day)
    rows = StaffNote.objects.visible_to(user).filter(
        child=child, facility=facility, day__lte=day, day__gt=day - SHOWN
    )
    return rows.select_related("author").order_by("-day", "-written_at")
