"""Keyset pages: they cost the same on the first and the thousandth page."""

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """Newest first by id, which is a UUIDv7."""

    ordering = "-id"
