"""A brake on guessing codes: wrong ones are counted for each network and for everybody, in the shared cache."""

import hashlib
import ipaddress
import time

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from backend.errors import DomainError

WINDOW = 600
# A whole class may type its codes at one evening in one hall.
WRONG_A_NETWORK = 30
WRONG_IN_ALL = 2_000


class TooManyGuesses(DomainError):
    """Wrong codes come too fast. Waiting helps, and no code is lost by it. 429."""

    status = 429
    code = "too_many_guesses"
    retry = True

    def __init__(self) -> None:
        super().__init__(
            _("Too many wrong codes were typed here. Please wait ten minutes; your code stays good.")
        )


def require_patience(network: str) -> None:
    """Refuses before a code is even looked at."""
    window = _window()
    counts = cache.get_many([_network_key(network, window), _total_key(window)])
    if counts.get(_network_key(network, window), 0) >= WRONG_A_NETWORK:
        raise TooManyGuesses
    if counts.get(_total_key(window), 0) >= WRONG_IN_ALL:
        raise TooManyGuesses


def count_wrong(network: str) -> None:
    """One wrong code more; never inside a transaction that a refusal rolls back."""
    window = _window()
    for key in (_network_key(network, window), _total_key(window)):
        if not cache.add(key, 1, WINDOW):
            cache.incr(key)


def network_of(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one: whoever has that has all of it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 6:
        return str(ipaddress.ip_network(f"{found}/64", strict=False))
    return str(found)


def _window() -> int:
    return int(time.time()) // WINDOW


def _network_key(network: str, window: int) -> str:
    return f"join:{hashlib.sha256(network.encode()).hexdigest()[:24]}:{window}"


def _total_key(window: int) -> str:
    return f"join:all:{window}"
