"""A child's day, the office's board, settings of the days, months and statistics."""

from datetime import date

from django.urls import path, register_converter

from mobile_web.stepup import step_up
from mobile_web.views.attendance import child_day
from mobile_web.views.office import attendance, days_settings, month, statistics


class DayConverter:
    """2026-11-22 in an address; what is no day is not there."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m-%d}"


class MonthConverter:
    """2026-11 in an address: its first day."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


register_converter(DayConverter, "day")
register_converter(MonthConverter, "month")

_CHILD = "attendance/children/<uuid:pk>/<day:day>/"
_PLACE = "office/attendance/<uuid:pk>/"
_MONTH = f"{_PLACE}months/<month:month>/"

urlpatterns = [
    path(_CHILD, child_day.show, name="attendance_child_day"),
    path(f"{_CHILD}add/", child_day.add, name="attendance_stamp_add"),
    path("attendance/stamps/<uuid:pk>/correct/", child_day.correct, name="attendance_stamp_correct"),
    path("attendance/stamps/<uuid:pk>/accept/", child_day.accept, name="attendance_stamp_accept"),
    path("office/attendance/", attendance.start, name="office_attendance"),
    path("office/attendance/statistics/", statistics.show, name="office_statistics"),
    path("office/attendance/statistics/export/", statistics.export, name="office_statistics_export"),
    path(_PLACE, attendance.board, name="office_attendance_place"),
    path(f"{_PLACE}stamps/", attendance.many, name="office_attendance_many"),
    path(f"{_PLACE}settings/", days_settings.settings, name="office_attendance_settings"),
    path(f"{_PLACE}closed/", days_settings.close_day, name="office_day_close"),
    path(f"{_PLACE}closed/<day:day>/open/", days_settings.open_day, name="office_day_open"),
    path(f"{_PLACE}holidays/", days_settings.holidays, name="office_holidays"),
    path(f"{_PLACE}reviews/", month.reviews, name="office_reviews"),
    path(_MONTH, month.sheet, name="office_month"),
    path(f"{_MONTH}file/", step_up()(month.take), name="office_month_take"),
    path(f"{_MONTH}close/", month.close, name="office_month_close"),
    path(f"{_MONTH}reopen/", month.reopen, name="office_month_reopen"),
]
