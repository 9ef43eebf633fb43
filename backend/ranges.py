"""Which part of a file a browser asks for (RFC 9110, 14): one part, or else the whole. Pure."""

import re

_ONE = re.compile(r"\Abytes=(\d*)-(\d*)\Z")
LONGEST = 19  # digits: more than any file has


class NoSuchPart(ValueError):
    """It asks for what lies behind the end."""


def part_of(size: int, asked: str, *, if_range: str = "", mark: str = "") -> tuple[int, int] | None:
    """First and last byte, or None for the whole: nothing or nonsense is asked, several parts, or of another file.

    `mark` is the ETag as it is now; only a browser that holds the beginning of the same file gets the rest of it.
    """
    found = _ONE.match(asked.replace(" ", ""))
    if not found or (if_range and if_range != mark) or max(map(len, found.groups())) > LONGEST:
        return None
    first, last = found.groups()
    if first:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
        if last and int(last) < begin:
            return None
    elif last:
        begin, end = max(0, size - int(last)), size - 1
    else:
        return None
    if begin >= size or begin > end:
        raise NoSuchPart
    return begin, end
