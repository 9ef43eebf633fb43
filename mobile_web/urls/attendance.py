"""Attendance: stamps, and the pages about a child's day."""

from django.urls import path

from mobile_web.views.attendance import stamp

urlpatterns = [
    path("attendance/stamps/<uuid:child>/", stamp.stamp, name="attendance_stamp"),
    path("attendance/clock/", stamp.clock, name="attendance_clock"),
]
