"""Bound books: asking for them, making them step by step, and letting them go."""

from .asking import hand_over_batch, hand_over_book, order_book, order_books
from .keeping import make_waiting, remove_expired, resume_books
from .making import make_step

__all__ = [
    "hand_over_batch",
    "hand_over_book",
    "make_step",
    "make_waiting",
    "order_book",
    "order_books",
    "remove_expired",
    "resume_books",
]
