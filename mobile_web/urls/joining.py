"""Joining: the sheet's code, the account, how one is reached; and who of the family reads along."""

from django.urls import path

from mobile_web.views import joining, reached
from mobile_web.views.guardian import circle
from mobile_web.views.office import registration, sheets

urlpatterns = [
    path("join/", joining.enter, name="join"),
    path("join/account/", joining.account, name="join_account"),
    path("join/use/", joining.use, name="join_use"),
    path("join/email/", reached.email, name="join_email"),
    path("join/digits/", reached.digits, name="join_digits"),
    path("join/contact/", reached.contact, name="join_contact"),
    path("join/done/", reached.done, name="join_done"),
    path("family/", circle.circle, name="guardian_family"),
    path("family/children/<uuid:pk>/link/", circle.invite, name="family_invite"),
    path("family/links/<uuid:pk>/end/", circle.end_link, name="family_link_end"),
    path("family/relatives/<uuid:pk>/end/", circle.end_relative, name="family_relative_end"),
    path("office/registration/", registration.facilities, name="office_registration"),
    path("office/registration/<uuid:pk>/", registration.facility, name="office_registration_facility"),
    path("office/registration/<uuid:pk>/sheets/", sheets.of_facility, name="office_sheets_facility"),
    path("office/registration/classes/<uuid:pk>/", registration.classroom, name="office_registration_class"),
    path("office/registration/classes/<uuid:pk>/sheets/", sheets.of_class, name="office_sheets_class"),
    path("office/registration/children/<uuid:pk>/sheets/", sheets.of_child, name="office_sheets_child"),
    path(
        "office/registration/children/<uuid:pk>/adults/<uuid:guardian>/paper/",
        registration.on_paper,
        name="office_on_paper",
    ),
    path("office/registration/sheets/<uuid:pk>/revoke/", sheets.revoke, name="office_sheet_revoke"),
]
