"""The next school year, the places of single children, and what a family says about a transfer."""

from django.urls import path

from mobile_web.views.guardian import transfers
from mobile_web.views.office import enrolment, rollover

_PLACE = "office/rollover/<uuid:pk>/"
_CHILD = "office/children/<uuid:pk>/enrolment/"

urlpatterns = [
    path("office/rollover/", rollover.overview, name="office_rollover"),
    path("office/rollover/start/", rollover.start_all, name="office_rollover_start_all"),
    path("office/rollover/apply/", rollover.apply_all, name="office_rollover_apply_all"),
    path(_PLACE, rollover.facility, name="office_rollover_facility"),
    path(f"{_PLACE}start/", rollover.start, name="office_rollover_start"),
    path(f"{_PLACE}decide/", rollover.decide, name="office_rollover_decide"),
    path(f"{_PLACE}apply/", rollover.apply, name="office_rollover_apply"),
    path(f"{_PLACE}reverse/", rollover.reverse, name="office_rollover_reverse"),
    path(_CHILD, enrolment.enrolment, name="office_enrolment"),
    path(f"{_CHILD}move/", enrolment.move, name="office_enrolment_move"),
    path(f"{_CHILD}leave/", enrolment.leave, name="office_enrolment_leave"),
    path(f"{_CHILD}stay/", enrolment.stay, name="office_enrolment_stay"),
    path(f"{_CHILD}return/", enrolment.come_back, name="office_enrolment_return"),
    path(f"{_CHILD}transfer/", enrolment.transfer, name="office_enrolment_transfer"),
    path(f"{_CHILD}transfer/<uuid:transfer_id>/cancel/", enrolment.cancel, name="office_transfer_cancel"),
    path("transfers/<uuid:pk>/", transfers.transfer, name="guardian_transfer"),
]
