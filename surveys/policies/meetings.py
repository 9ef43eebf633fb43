"""Who sets up meetings, who works with their slots, and whose child may have one."""

from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, NotAllowed, NotVisible
from facilities.models import Child, Facility, Guardian
from facilities.models.roles import KEEPING_ROLES
from facilities.policies import require_right, roles_at
from surveys.models import Lane, MeetingPeriod, MeetingSlot
from surveys.selectors.meetings import lanes_of, spoken_elsewhere


def require_meeting_keeper(user: User, facility: Facility) -> None:
    """Manager and office; 404 for strangers to the place, 403 for its other staff."""
    roles = roles_at(user, facility)
    if not roles:
        raise NotVisible
    if not roles & KEEPING_ROLES:
        raise NotAllowed


def require_lane_keeper(user: User, lane: Lane) -> None:
    """Manager and office, and the teacher whose lane it is."""
    roles = roles_at(user, lane.facility)
    if not roles:
        raise NotVisible
    is_hers = lane.member is not None and lane.member.user_id == user.pk
    if not is_hers and not roles & KEEPING_ROLES:
        raise NotAllowed


def require_booker(
    user: User, child: Child, period: MeetingPeriod, slot: MeetingSlot | None = None
) -> Guardian:
    """A guardian who may answer for a child whom the period asks; 404 where it, or the lane of a `slot`, does not."""
    guardian = require_right(user, child, "can_answer")
    lanes = lanes_of(child, period)
    asking = lanes if slot is None else lanes.filter(pk=slot.lane_id)
    if not period.is_out or not asking.exists():
        raise NotVisible
    return guardian


def require_own_home(guardian: Guardian, child: Child, period: MeetingPeriod) -> None:
    """What another home of the child booked or wished is neither shown nor taken away."""
    if spoken_elsewhere(child, period, guardian.household_id):
        raise Conflict(
            _(
                "The meeting of this child is arranged already. "
                "For a time of your own, please phone the nursery. Nothing was changed."
            ),
            code="arranged",
        )
