"""Which letters a text file is written in. What nobody declared, or declared wrongly, is found out from the bytes."""

import codecs
import re

from django.utils.translation import gettext_lazy as _

from facilities.rosters.problems import Unreadable

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp932": "Shift_JIS", "euc_jp": "EUC-JP", "utf-16": "UTF-16"}
# Half-width kana between kanji, letters of no alphabet of ours, and controls: what a wrong guess looks like.
STRANGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\u0370-\u04ff]|[ｦ-ﾟ](?![ｦ-ﾟ ])")
SPOILT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ue000-\uf8ff\ufffd]")
SAMPLE = 200_000
NOT_TEXT = _(
    "The letters of this file cannot be read. Save it in Excel as “CSV UTF-8” or as xlsx and choose it again."
)


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; never a guess that leaves scrambled letters."""
    for mark, codec in BOMS:
        if content.startswith(mark):
            return _strictly(content, codec), NAMES[codec]
    wide = _utf16_without_mark(content)
    if wide:
        return _strictly(content, wide), "UTF-16"
    if b"\x1b$" in content:
        return _strictly(content, "iso2022_jp_ext"), "ISO-2022-JP"
    found = [
        (codec, text) for codec in ("utf-8", "cp932", "euc_jp") if (text := _try(content, codec)) is not None
    ]
    if not found:
        raise Unreadable(NOT_TEXT)
    codec, text = min(found, key=lambda pair: _strangeness(pair[1]))
    if _strangeness(text) > 0.2:
        raise Unreadable(NOT_TEXT)
    return text, NAMES[codec]


def is_spoilt(text: str) -> bool:
    """Does a cell hold letters that were lost on the way here (外字, replacement characters)?"""
    return SPOILT.search(text) is not None


def _strictly(content: bytes, codec: str) -> str:
    text = _try(content, codec)
    if text is None:
        raise Unreadable(NOT_TEXT)
    return text


def _try(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _utf16_without_mark(content: bytes) -> str:
    """ASCII among the letters (digits, commas, line ends) leaves every second byte empty."""
    head = content[:2000]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) * 8 < len(head):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _strangeness(text: str) -> float:
    """The share of letters beyond ASCII that look like a wrong guess."""
    head = text[:SAMPLE]
    beyond = sum(letter > "\x7f" for letter in head)
    return len(STRANGE.findall(head)) / beyond if beyond else 0.0
