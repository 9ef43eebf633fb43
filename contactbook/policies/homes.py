"""Who writes from home, and who reads at home."""

from datetime import date

from accounts.models import User
from backend.errors import NotVisible
from contactbook.models import Entry
from facilities.models import Child, Enrolment, Facility, Guardian
from facilities.policies import require_child_at, require_right


def require_home_writer(
    user: User, child: Child, facility: Facility, day: date
) -> tuple[Guardian, Enrolment]:
    """The guardian who may write for a child who goes there on that day; 404 without a view, 403 without the right."""
    guardian = require_right(user, child, "can_write")
    return guardian, require_child_at(child, facility, day)


def require_home_reader(user: User, entry: Entry) -> None:
    """One of the family who may read this entry; to everybody else it is not there."""
    if not Entry.objects.read_by_family(user).filter(pk=entry.pk).exists():
        raise NotVisible
