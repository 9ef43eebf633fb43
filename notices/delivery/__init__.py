"""What leaves the house: web push and e-mail, from the rows of the outbox."""

from .encryption import check_keys
from .endpoints import check_endpoint
from .sending import send_messages, send_waiting
from .vapid import public_key

__all__ = ["check_endpoint", "check_keys", "public_key", "send_messages", "send_waiting"]
