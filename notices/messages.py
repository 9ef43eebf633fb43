"""Who makes the words of short messages: each kind has one function, in the app that knows what it is about.

The words are made when a message leaves, in the guardian's language; a row holds none. What shows on a locked
screen names no child and nothing about health, except in an emergency.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from notices.models import Message


class Action(NamedTuple):
    """An answer that a push offers as a button and a mail as a link. Browsers show the first two."""

    key: str
    label: str
    url: str


@dataclass(frozen=True)
class Words:
    """What one message says. Addresses are paths of ours; a push with a `tag` takes the place of one with the same."""

    title: str
    body: str
    url: str
    tag: str = ""
    actions: tuple[Action | tuple[str, str, str], ...] = ()


Writer = Callable[[Message], Words | None]
_writers: dict[str, Writer] = {}


def words_for(kind: str) -> Callable[[Writer], Writer]:
    """Register the function that makes the words of a kind; None means that there is nothing to tell any more.

    It is called right before sending, with `message.guardian` and `message.facility` at hand, and looks again
    whether it is still true and still this guardian's.
    """

    def register(writer: Writer) -> Writer:
        if _writers.get(kind, writer) is not writer:
            raise ValueError(f"The words of {kind} are made twice.")
        _writers[kind] = writer
        return writer

    return register


def writer_of(kind: str) -> Writer | None:
    """Who makes the words of a kind; None while its app is not there."""
    return _writers.get(kind)
