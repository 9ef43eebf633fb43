"""Children without a word: the family's answer, staff's search and calls."""

from django.urls import path

from mobile_web.views.guardian import missing as answers

urlpatterns = [
    path("answer/<str:token>/", answers.answer, name="no_show_answer"),
]
