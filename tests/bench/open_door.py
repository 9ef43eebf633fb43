"""The product's application with the ticket and origin left unchecked: the ceiling of signing on."""

import time
from typing import Any
from uuid import uuid4

from backend import consumers, tickets
from backend.asgi import application

TOPICS = ("facility:1", "household:1", "user:1", "classroom:1")


def _anybody(_scope: Any) -> tickets.Ticket:
    return tickets.Ticket(uuid4(), TOPICS, (), int(time.time()) + 3_600, "")


consumers._ticket = _anybody
consumers.is_our_origin = lambda _scope: True

__all__ = ["application"]
