"""Pages of the teacher shell."""

from django.urls import path

from mobile_web.views.teacher import board

urlpatterns = [
    path("", board.board, name="teacher_board"),
    path("<uuid:pk>/", board.board, name="teacher_board_class"),
]
