"""What somebody must look at: times of a tablet whose clock was wrong, or of a closed month; and who fetched."""

from uuid import uuid5

from django.db import transaction

from accounts.models import User
from attendance.models import Attendance, Stamp
from attendance.policies import require_corrector
from attendance.services.corrections import correct_stamp


@transaction.atomic
def accept_stamp(*, actor: User, stamp: Stamp) -> Attendance:
    """The time is right as it stands, by this person's word. A second tap changes nothing."""
    require_corrector(actor, stamp.facility)
    pk = uuid5(stamp.pk, "accepted")
    return correct_stamp(actor=actor, stamp=stamp, id=pk, reason=Stamp.Reason.CLOCK, at=stamp.at)


@transaction.atomic
def accept_picker(*, actor: User, stamp: Stamp) -> Attendance:
    """Who fetched her was right, by this person's word. A second tap changes nothing."""
    require_corrector(actor, stamp.facility)
    pk = uuid5(stamp.pk, "picker accepted")
    return correct_stamp(actor=actor, stamp=stamp, id=pk, reason=Stamp.Reason.PICKER, at=stamp.at)
