"""A short name by which families, the office and the printing shop call a photo: it never changes. Pure."""

from uuid import UUID

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read as another
LENGTH = 5


def code_of(photo_id: UUID) -> str:
    """Five letters from the end of its key; in an album of 300 two share one once in 700 albums."""
    number = photo_id.int
    code = ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        code = LETTERS[rest] + code
    return code
