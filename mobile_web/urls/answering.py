"""Answering surveys: families, staff, and paper."""

from django.urls import path

from mobile_web.views.surveys import entry, guardian, staff

urlpatterns = [
    path("surveys/", guardian.surveys, name="guardian_surveys"),
    path("surveys/<uuid:pk>/", guardian.survey, name="guardian_survey"),
    path("surveys/<uuid:pk>/draft/", guardian.draft, name="guardian_survey_draft"),
    path("staff/surveys/", staff.surveys, name="staff_surveys"),
    path("staff/surveys/<uuid:pk>/", staff.survey, name="staff_survey"),
    path("office/surveys/<uuid:pk>/paper/", entry.paper, name="office_survey_paper"),
    path("office/surveys/<uuid:pk>/entry/<uuid:household_id>/", entry.entry, name="office_survey_entry"),
]
