"""What the office's pages of sales begin with: the facility whose sales she keeps."""

from django.http import Http404

from facilities.models import Facility
from mobile_web.http import PageRequest
from mobile_web.rooms import Workplace
from mobile_web.views.office.frame import place_of
from photos.policies import require_album_keeper


def kept_place(request: PageRequest) -> tuple[Workplace, Facility]:
    """Where she works, as its manager or office; the central office keeps no sales."""
    place = place_of(request.user)
    if place.facility is None:
        raise Http404
    require_album_keeper(request.user, place.facility)
    return place, place.facility
