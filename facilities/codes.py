"""One-time codes on paper: easy to read aloud, hard to guess, and kept only as a keyed hash."""

import secrets
import unicodedata

from facilities.keyed import keyed_hash, keyed_hashes

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH, GROUP = 12, 4
LONGEST_TYPED = 100


def new_code() -> str:
    """Sixty bits, as XXXX-XXXX-XXXX."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def hash_of(typed: str, purpose: str) -> str:
    """What is stored of a code."""
    return keyed_hash(purpose, plain(typed))


def hashes_of(typed: str, purpose: str) -> list[str]:
    """What may be stored of a typed code: under the present key, or under one it has replaced."""
    return keyed_hashes(purpose, plain(typed))


def plain(typed: str) -> str:
    """What somebody meant: full width or not, small or large, with or without hyphens, O for 0 and l for 1."""
    wide = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper()
    return "".join(sign for sign in wide if sign.isalnum()).translate(LOOKALIKES)
