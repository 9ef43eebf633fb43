"""The link that renews a membership: derived from the member and her last day, so that it stands nowhere."""

import hmac
from datetime import date
from uuid import UUID

from facilities.keyed import keyed_hash, keyed_hashes

LENGTH = 32


def renewal_token(member: UUID, ends_on: date) -> str:
    """What the mail's link carries: good for the year that ends on this day."""
    return keyed_hash("renewal", f"{member}:{ends_on}")[:LENGTH]


def is_renewal_token(token: str, member: UUID, ends_on: date) -> bool:
    """Under the present key, or one that still counts."""
    known = keyed_hashes("renewal", f"{member}:{ends_on}")
    return any(hmac.compare_digest(token.encode(), one[:LENGTH].encode()) for one in known)
