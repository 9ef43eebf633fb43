"""Which home takes its bound books."""

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from contactbook.models import BookSettings
from facilities.models import Child, Enrolment, Facility, Guardian
from facilities.policies import require_right


def require_book_reader(user: User, child: Child, facility: Facility) -> Guardian:
    """The guardian she is for this child, who goes or went there; 404 for others, 403 where the facility says no.

    What she gets is her own home's book: the other home's pages are never in it.
    """
    guardian = require_right(user, child, "can_view")
    if not Enrolment.objects.filter(child=child, facility=facility).exists():
        raise NotVisible
    if BookSettings.objects.filter(facility=facility, may_download_book=False).exists():
        raise NotAllowed
    return guardian
