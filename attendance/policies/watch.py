"""Who answers for a missing child, who looks for her, who phones her family, and who counts."""

from accounts.models import User
from attendance.models import HeadCount, NoShow
from backend.errors import NotAllowed, NotVisible
from facilities.clock import today_at
from facilities.models import Facility, Grant, Guardian
from facilities.policies import roles_at

from .places import STAMPING_ROLES
from .words import require_word_keeper


def require_asked(guardian: Guardian, no_show: NoShow) -> None:
    """She may be called in an emergency, or writes for the child; her right must hold today. Others: not there."""
    grants = Grant.objects.live(today_at(no_show.facility)).filter(guardian=guardian, child=no_show.child_id)
    if not any(grant.is_emergency_contact or grant.can_write for grant in grants):
        raise NotVisible


def require_searcher(user: User, facility: Facility) -> None:
    """Everybody who works there looks for a child; to others the place does not exist."""
    if not roles_at(user, facility) & STAMPING_ROLES:
        raise NotVisible


def require_family_caller(user: User, no_show: NoShow) -> None:
    """Manager, office and nurses of the facility, teachers for their classes. Never for her own child."""
    require_word_keeper(user, no_show.child, no_show.facility)


def require_second_person(user: User, count: HeadCount) -> None:
    """Staff of the facility, and not she who counted."""
    require_searcher(user, count.facility)
    if user.pk == count.counted_by_id:
        raise NotAllowed
