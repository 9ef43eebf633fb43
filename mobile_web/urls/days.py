"""A child's day, the office's board, settings of the days, months and statistics."""

from datetime import date

from django.urls import path, register_converter

from mobile_web.views.attendance import child_day


class DayConverter:
    """2026-11-22 in an address; what is no day is not there."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m-%d}"


register_converter(DayConverter, "day")

_CHILD = "attendance/children/<uuid:pk>/<day:day>/"

urlpatterns = [
    path(_CHILD, child_day.show, name="attendance_child_day"),
    path(f"{_CHILD}add/", child_day.add, name="attendance_stamp_add"),
    path("attendance/stamps/<uuid:pk>/correct/", child_day.correct, name="attendance_stamp_correct"),
    path("attendance/stamps/<uuid:pk>/accept/", child_day.accept, name="attendance_stamp_accept"),
]
