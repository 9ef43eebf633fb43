"""The rules of photos turned into their opposite."""

from tests.house.access.flips import Flip

FLIPS: dict[str, Flip] = {}
