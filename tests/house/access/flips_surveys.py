"""The rules of surveys, events and meetings turned into their opposite."""

from tests.house.access.flips import Flip

FLIPS: dict[str, Flip] = {}
