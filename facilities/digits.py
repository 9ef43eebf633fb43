"""Six digits that belong to a row: derived from its key and ours, so that they stand nowhere."""

import hmac
import unicodedata
from uuid import UUID

from facilities.keyed import keyed_hashes

DIGITS = 6


def digits_of(row: UUID, purpose: str) -> str:
    """The row's digits under the newest key."""
    return _every(row, purpose)[0]


def are_digits_of(typed: str, row: UUID, purpose: str) -> bool:
    """Are these the row's digits? Spaces and full-width digits are read as the plain ones."""
    plain = "".join(unicodedata.normalize("NFKC", typed[:50]).split())
    return any(hmac.compare_digest(plain.encode(), one.encode()) for one in _every(row, purpose))


def _every(row: UUID, purpose: str) -> list[str]:
    return [
        f"{int(hashed, 16) % 10**DIGITS:0{DIGITS}d}" for hashed in keyed_hashes(f"{purpose}.digits", row.hex)
    ]
