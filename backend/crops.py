"""A rectangle to keep of a photo, in whole percents of what is seen upright. Pure."""

import re
from typing import NamedTuple, Self

LEAST = 5  # percent of a side; what is smaller shows nobody
WRITTEN = r"\A(?:\d{1,2}-){2}\d{1,3}-\d{1,3}\Z"


class Crop(NamedTuple):
    """From the left and upper edge, and how wide and high."""

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def read(cls, text: str) -> Self:
        """As `str` writes it; ValueError for anything else."""
        if not re.match(WRITTEN, text):
            raise ValueError(text)
        return cls(*map(int, text.split("-")))

    def __str__(self) -> str:
        return "-".join(map(str, self))

    @property
    def is_inside(self) -> bool:
        """Does it lie within the photo, and leave something out?"""
        within = self.left + self.width <= 100 and self.top + self.height <= 100
        large = min(self.left, self.top) >= 0 and min(self.width, self.height) >= LEAST
        return within and large and (self.width, self.height) != (100, 100)

    def box(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Left, upper, right and lower edge in points: never more than was asked to be kept, never nothing."""
        width, height = size
        left, top = -(-self.left * width // 100), -(-self.top * height // 100)
        right, low = (self.left + self.width) * width // 100, (self.top + self.height) * height // 100
        left, top = min(left, width - 1), min(top, height - 1)
        return left, top, max(right, left + 1), max(low, top + 1)

    def sides(self, size: tuple[int, int]) -> tuple[int, int]:
        """How wide and high what is kept is."""
        left, top, right, low = self.box(size)
        return right - left, low - top
