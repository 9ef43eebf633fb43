"""Applying without an account, and what the office does with it."""

from django.urls import path

from mobile_web.views.apply import forms
from mobile_web.views.office import applications

urlpatterns = [
    path("apply/<uuid:organisation>/", forms.choose, name="apply"),
    path("apply/<uuid:organisation>/child/", forms.fill_in, {"kind": "child"}, name="apply_child"),
    path("apply/<uuid:organisation>/member/", forms.fill_in, {"kind": "member"}, name="apply_member"),
    path("apply/code/", forms.prove, name="apply_prove"),
    path("members/<uuid:member>/<str:token>/", forms.renew, name="member_renewal"),
    path("office/applications/", applications.applications, name="office_applications"),
    path("office/applications/<uuid:pk>/", applications.application, name="office_application"),
    path("office/applications/<uuid:pk>/approve/", applications.approve, name="office_application_approve"),
    path("office/applications/<uuid:pk>/refuse/", applications.refuse, name="office_application_refuse"),
    path("office/members/", applications.members, name="office_members"),
    path("office/members/<uuid:pk>/end/", applications.end, name="office_member_end"),
]
