"""The morning of the attendance tests."""

from tests.attendance.conftest import clock, tablet

__all__ = ["clock", "tablet"]
