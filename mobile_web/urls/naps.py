"""Nap time, allergies and medicine."""

from django.urls import path

from mobile_web.views.teacher import naps

urlpatterns = [
    path("naps/", naps.board, name="teacher_naps"),
    path("naps/<uuid:pk>/", naps.board, name="teacher_naps_class"),
    path("naps/<uuid:pk>/sleep/", naps.sleep, name="nap_sleep"),
    path("naps/<uuid:pk>/check/", naps.check, name="nap_check"),
    path("naps/<uuid:pk>/wake/", naps.wake, name="nap_wake"),
    path("naps/<uuid:pk>/air/", naps.air, name="nap_air"),
]
