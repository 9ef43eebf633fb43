"""The morning of the attendance tests, and the tablet at the entrance."""

from tests.attendance.conftest import tablet
from tests.conftest import clock

__all__ = ["clock", "tablet"]
