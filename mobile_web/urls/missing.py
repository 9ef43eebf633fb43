"""Children without a word: the family's answer, staff's search and calls."""

from django.urls import path

from mobile_web.views.guardian import missing as answers
from mobile_web.views.office import missing
from mobile_web.views.teacher import head_counts

urlpatterns = [
    path("answer/<str:token>/", answers.answer, name="no_show_answer"),
    path("attendance/alarms/", missing.alarms, name="attendance_alarms"),
    path("attendance/alarms/<uuid:pk>/search/", missing.search, name="no_show_search"),
    path("attendance/alarms/<uuid:pk>/found/", missing.found, name="no_show_found"),
    path("attendance/calls/<uuid:pk>/answer/", missing.answer_call, name="staff_call_answer"),
    path("counts/", head_counts.board, name="teacher_counts"),
    path("counts/<uuid:pk>/", head_counts.board, name="teacher_counts_class"),
    path("counts/<uuid:pk>/count/", head_counts.count, name="head_count"),
    path("counts/<uuid:pk>/confirm/", head_counts.confirm, name="head_count_confirm"),
    path("office/attendance/missing/", missing.missing, name="office_missing"),
    path("office/attendance/missing/<uuid:pk>/take/", missing.take, name="no_show_take"),
    path("office/attendance/missing/<uuid:pk>/give-back/", missing.give_back, name="no_show_give_back"),
    path("office/attendance/missing/<uuid:pk>/call/", missing.call, name="no_show_call"),
]
