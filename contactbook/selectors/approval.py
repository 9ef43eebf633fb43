"""What an approver reads before families do."""

from django.db.models import Q, QuerySet

from accounts.models import User
from contactbook.models import Entry, State
from facilities.models import Facility


def to_approve(user: User, facility: Facility) -> QuerySet[Entry]:
    """Pages that wait, and those approved that no family reads yet; never of her own child. By class and name."""
    open_ones = Q(state=State.WAITING) | Q(state=State.READY, approved_at__isnull=False)
    rows = Entry.objects.read_by_staff(user).filter(open_ones, facility=facility)
    return rows.select_related("classroom", "child", "template", "sent_by", "approved_by").order_by(
        "-state",
        "classroom__age",
        "classroom__name",
        "classroom",
        "child__family_kana",
        "child__given_kana",
        "pk",
    )
