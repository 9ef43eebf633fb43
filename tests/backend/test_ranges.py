"""A part of a file: what RFC 9110 says a browser gets."""

import pytest

from backend.ranges import NoSuchPart, part_of


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=40-59", (40, 59)),
        ("bytes=40-", (40, 99)),
        ("bytes=40-4000", (40, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-1000", (0, 99)),
        ("bytes= 5-6", (5, 6)),
        ("bytes=6-5", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("bytes=a-b", None),
        ("items=0-5", None),
        (f"bytes=0-{'9' * 5000}", None),
    ],
)
def test_one_part_or_the_whole(asked: str, found: tuple[int, int] | None) -> None:
    assert part_of(100, asked) == found


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_nothing_lies_behind_the_end(asked: str) -> None:
    with pytest.raises(NoSuchPart):
        part_of(100, asked)


def test_the_rest_is_only_for_who_holds_the_beginning_of_the_same_file() -> None:
    assert part_of(100, "bytes=5-", if_range='"now"', mark='"now"') == (5, 99)
    assert part_of(100, "bytes=5-", if_range='"before"', mark='"now"') is None
    assert part_of(100, "bytes=5-", if_range="Sun, 22 Nov 2026 00:00:00 GMT", mark='"now"') is None
