"""The morning of the attendance tests."""

from tests.conftest import clock, tablet

__all__ = ["clock", "tablet"]
