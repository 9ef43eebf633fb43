"""What a template may be. Pure: items as somebody put them together in, items that break no page or a refusal out."""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NoReturn

from django.utils.translation import gettext as _

from backend.errors import DomainError
from contactbook.defaults import AMOUNTS, DEFAULTS, STOOLS
from contactbook.items import KINDS, Item, text_of

MOST_ITEMS = 30
MOST_OPTIONS = 12
LABEL = 40
OPTION = 20
WITH_OPTIONS = frozenset({"meal", "stool", "choice", "choices"})
# What a facility may make of its own. Photos and the pick-up stand once in a template, under their own name.
MAKEABLE = ("text", "line", "choice", "choices", "yes_no", "temperature", "sleep", "meal", "milk", "stool")
KNOWN: dict[str, Item] = {
    item.key: replace(item, is_required=False) for items in DEFAULTS.values() for item in items
}
_MADE = re.compile(r"x[0-9a-f]{8}")
_STARTS = {"meal": AMOUNTS, "stool": STOOLS}


def new_item(what: str) -> Item | None:
    """A known item by its key, or one of a kind under a name of its own; nonsense is none."""
    if what in KNOWN:
        return KNOWN[what]
    if what not in MAKEABLE:
        return None
    return Item(new_key(), what, options=_STARTS.get(what, ()))


def new_key() -> str:
    """A name no other item has; what people call it is its label."""
    return f"x{secrets.token_hex(4)}"


def checked(items: Sequence[Item]) -> tuple[Item, ...]:
    """These items, tidied, or the first thing that is wrong with them."""
    if not items:
        _refuse(_("A form needs at least one item."), "empty")
    if len(items) > MOST_ITEMS:
        _refuse(_("A form has at most %(n)s items.") % {"n": MOST_ITEMS}, "too_many")
    if len({item.key for item in items}) < len(items):
        _refuse(_("An item stands twice in this form."), "twice")
    return tuple(_checked(item) for item in items)


def _checked(item: Item) -> Item:
    known = KNOWN.get(item.key)
    if item.kind not in KINDS or (known is not None and known.kind != item.kind):
        _refuse(_("There is an item that Engawa does not know."), "unknown")
    if known is None and not (_MADE.fullmatch(item.key) and item.kind in MAKEABLE):
        _refuse(_("There is an item that Engawa does not know."), "unknown")
    label = _one_line(item.label, LABEL, _("A name has at most %(n)s characters: %(text)s"))
    if known is None and not label:
        _refuse(_("Give every item a name."), "label")
    options = _options(item, label) if item.kind in WITH_OPTIONS else ()
    return Item(item.key, item.kind, label, item.is_required and item.kind != "photos", options)


def _options(item: Item, label: str) -> tuple[str, ...]:
    said = _("An answer has at most %(n)s characters: %(text)s")
    options = tuple(filter(None, (_one_line(one, OPTION, said) for one in item.options)))
    if len(options) < 2:
        _refuse(_("“%(name)s” needs at least two answers.") % {"name": label or item.key}, "options")
    if len(options) > MOST_OPTIONS:
        _refuse(
            _("“%(name)s” has more than %(n)s answers.") % {"name": label or item.key, "n": MOST_OPTIONS},
            "options",
        )
    if len(set(options)) < len(options):
        _refuse(_("“%(name)s” has an answer twice.") % {"name": label or item.key}, "options")
    return options


def _one_line(raw: str, most: int, said: str) -> str:
    text = " ".join(text_of(raw, 1_000).split())
    if len(text) > most:
        _refuse(said % {"n": most, "text": f"{text[:most]}…"}, "too_long")
    return text


def _refuse(sentence: str, code: str) -> NoReturn:
    raise DomainError(" ".join((sentence, _("Nothing was saved."))), code=code)


def without_strangers(items: Iterable[Item], kinds: dict[str, str]) -> tuple[Item, ...]:
    """Items under a new name where the facility used their key for another kind before."""
    return tuple(
        replace(item, key=new_key()) if kinds.get(item.key, item.kind) != item.kind else item
        for item in items
    )
