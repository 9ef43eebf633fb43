"""Doses as pages give them."""

from datetime import time

from attendance import services
from backend.ids import uuid7

PIN = "739204"


def give(actor, request, witness, **fields):
    given = {"planned_at": time(12), "id": uuid7(), **fields}
    return services.give_dose(actor=actor, request=request, witness=witness, **given)
