"""What the office's pages about days share: whose facility it is."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from attendance.policies import require_overseer
from facilities.models import Facility
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import place_of

NAV = "office_attendance"


def overseen(request: PageRequest, pk: UUID) -> Facility:
    """A facility all of whose classes she sees; refused to its teachers, not there for everybody else."""
    place_of(request.user)
    found = get_object_or_404(Facility.objects.worked_in_by(request.user), pk=pk, is_active=True)
    require_overseer(request.user, found)
    return found
