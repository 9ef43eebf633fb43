"""The rules of the contact book turned into their opposite: whose page, whose word, who lets families read."""

from tests.house.access.flips import Flip

FLIPS: dict[str, Flip] = {}
