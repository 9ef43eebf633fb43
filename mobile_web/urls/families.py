"""Pages of families: the roster at the office, requests, and a guardian's own data."""

from django.urls import path

from mobile_web.views.guardian import profile
from mobile_web.views.office import child_data, children, links, requests

_CHILD = "office/children/<uuid:pk>/"
_GUARDIAN = f"{_CHILD}guardians/<uuid:guardian_id>/"

urlpatterns = [
    path("office/children/", children.children, name="office_children"),
    path(_CHILD, children.child, name="office_child"),
    path(f"{_CHILD}edit/", child_data.edit, name="office_child_edit"),
    path(f"{_CHILD}guardians/new/", links.new_guardian, name="office_guardian_new"),
    path(_GUARDIAN, links.guardian, name="office_guardian"),
    path(f"{_GUARDIAN}end/", links.end, name="office_guardian_end"),
    path(f"{_GUARDIAN}block/", links.block, name="office_guardian_block"),
    path(f"{_GUARDIAN}unblock/", links.unblock, name="office_guardian_unblock"),
    path(f"{_CHILD}households/<uuid:household_id>/protect/", links.protect, name="office_household_protect"),
    path("office/requests/", requests.requests, name="office_requests"),
    path("office/requests/<uuid:pk>/", requests.detail, name="office_request"),
    path("office/requests/<uuid:pk>/decide/", requests.decide, name="office_request_decide"),
    path("office/requests/<uuid:pk>/withdraw/", requests.withdraw, name="office_request_withdraw"),
    path("profile/", profile.profile, name="guardian_profile"),
    path("profile/name/", profile.own_name, name="guardian_profile_name"),
    path("profile/children/<uuid:pk>/", profile.child_data, name="guardian_profile_child"),
    path("profile/children/<uuid:pk>/adult/", profile.second_guardian, name="guardian_profile_adult"),
    path("profile/requests/<uuid:pk>/withdraw/", profile.withdraw, name="guardian_request_withdraw"),
]
