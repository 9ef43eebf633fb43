"""Who looked at what, and what a family takes home."""

from django.urls import path

from mobile_web.stepup import step_up
from mobile_web.views.guardian import trust
from mobile_web.views.office import audit

urlpatterns = [
    path("looked/", trust.looked, name="guardian_looked"),
    path("takeout/", trust.take_home, name="guardian_takeout"),
    path("takeout/file/", trust.take_home_file, name="guardian_takeout_file"),
    path("office/audit/", audit.audit, name="office_audit"),
    path("office/audit/export/", step_up()(audit.export), name="office_audit_export"),
]
