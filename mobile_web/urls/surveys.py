"""Surveys: the office's pages, the guardian's, the results."""

from django.urls import path

from mobile_web.views.office import survey_answered, survey_files, survey_results, survey_write, surveys

ONE = "office/surveys/<uuid:pk>/"
RESULTS = "office/surveys/<uuid:pk>/results/"

urlpatterns = [
    path("office/surveys/", surveys.surveys, name="office_surveys"),
    path("office/surveys/new/", surveys.new, name="office_survey_new"),
    path(ONE, surveys.survey, name="office_survey"),
    path(f"{ONE}write/", survey_write.write, name="office_survey_write"),
    path(f"{ONE}save/", survey_write.save, name="office_survey_save"),
    path(f"{ONE}undo/", survey_write.undo, name="office_survey_undo"),
    path(f"{ONE}release/", survey_write.release, name="office_survey_release"),
    path(f"{ONE}discard/", surveys.discard, name="office_survey_discard"),
    path(f"{ONE}copy/", surveys.copy, {"how": "copy"}, name="office_survey_copy"),
    path(f"{ONE}pattern/", surveys.copy, {"how": "pattern"}, name="office_survey_pattern"),
    path(f"{ONE}use/", surveys.use, name="office_survey_use"),
    path(f"{ONE}next/", surveys.copy, {"how": "next"}, name="office_survey_next"),
    path(f"{ONE}answered/", survey_answered.answered, name="office_survey_answered"),
    path(f"{ONE}answered/now/", survey_answered.now, name="office_survey_answered_now"),
    path(f"{ONE}silent/", survey_answered.silent, name="office_survey_silent"),
    path(f"{ONE}remind/", survey_answered.remind, name="office_survey_remind"),
    path(f"{ONE}reminders/", survey_answered.reminders, name="office_survey_reminders"),
    path(f"{ONE}viewers/", survey_answered.viewers, name="office_survey_viewers"),
    path(f"{ONE}end/", survey_answered.end, name="office_survey_end"),
    path(RESULTS, survey_results.results, name="office_survey_results"),
    path(f"{RESULTS}now/", survey_results.now, name="office_survey_results_now"),
    path(f"{RESULTS}table/", survey_results.table, name="office_survey_results_table"),
    path(f"{RESULTS}texts/<uuid:question>/", survey_results.texts, name="office_survey_texts"),
    path(f"{RESULTS}file/<slug:kind>/", survey_files.file, name="office_survey_file"),
    path(f"{RESULTS}sheet/", survey_files.sheet, name="office_survey_sheet"),
    path(f"{RESULTS}rounds/", survey_files.rounds, name="office_survey_rounds"),
]
