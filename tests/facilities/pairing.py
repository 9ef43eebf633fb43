"""A tablet and its room, paired as a manager does."""

from typing import Any

from accounts.models import User
from facilities import services
from facilities.models import Facility


def offer(manager: User, facility: Facility, name: str = "うさぎ1", **fields: Any) -> services.Offer:
    return services.offer_pairing(actor=manager, facility=facility, name=name, **fields)


def pair(manager: User, facility: Facility, name: str = "うさぎ1", **fields: Any) -> services.Paired:
    return services.pair_device(key=offer(manager, facility, name, **fields).key)
