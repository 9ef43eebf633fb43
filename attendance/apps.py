from importlib import import_module

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "attendance"

    def ready(self) -> None:
        """The words of our short messages register themselves."""
        import_module("attendance.no_show_words")
        import_module("attendance.words")
        import_module("attendance.selectors.year_marks")
