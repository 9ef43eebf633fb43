"""Where a meeting is, and why a family has this time."""

from django.utils.translation import gettext as _

from surveys.assignment import Why
from surveys.models import Lane, MeetingSlot


def where_of(lane: Lane) -> str:
    """The teacher and the room."""
    return "・".join(part for part in (lane.member.name if lane.member else "", lane.room) if part)


def why_words(slot: MeetingSlot) -> str:
    """Why a family has this time, where it was given by wishes."""
    words: dict[str, str] = {
        Why.WISH_1: _("This was your first wish."),
        Why.WISH_2: _("This was your second wish; the first went to another family."),
        Why.WISH_3: _("This was your third wish; the others went to other families."),
        Why.SIBLING: _("It lies beside the meeting of a brother or sister."),
        Why.FREE: _("Your wishes went to other families by lot; none of the times you ruled out was taken."),
    }
    return words.get(slot.reason, "")
