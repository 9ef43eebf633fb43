"""One cell at a time: the same thing written differently becomes the same text. Names keep their very letters."""

import re
import unicodedata

import jaconv

HALF = {0xFF01 + n: 0x21 + n for n in range(94)}
HIRAGANA = {0x30A1 + n: 0x3041 + n for n in range(86)} | {0x30FD: 0x309D, 0x30FE: 0x309E}
LOST = re.compile("[?？〓]")
SPACES = re.compile(r"[\s\u3000\u200b\ufeff]+")
VOICED = re.compile(r"[\u3041-\u30ff][\u3099\u309a]")
KANA = re.compile(r"[\u3041-\u3096\u309d\u309eー・ヽヾゝゞ\u2010\- 'A-Za-z.]*")
NOTHING = frozenset(
    {"なし", "無し", "無", "ナシ", "特になし", "特に無し", "ありません", "-", "ー", "−", "×", "none"}
)
RELATIONS = {
    "母": "mother", "母親": "mother", "お母さん": "mother", "実母": "mother", "mother": "mother",
    "父": "father", "父親": "father", "お父さん": "father", "実父": "father", "father": "father",
    "祖母": "grandmother", "母方祖母": "grandmother", "父方祖母": "grandmother", "grandmother": "grandmother",
    "祖父": "grandfather", "母方祖父": "grandfather", "父方祖父": "grandfather", "grandfather": "grandfather",
    "その他": "other", "家族": "other", "本人以外": "other", "保護者": "other", "other": "other",
    "養母": "mother", "養父": "father", "継母": "mother", "継父": "father",
    "おば": "other", "おじ": "other", "叔母": "other", "伯母": "other", "叔父": "other", "伯父": "other",
    "兄": "other", "姉": "other", "里親": "other", "後見人": "other",
}  # fmt: skip


def words(text: str) -> str:
    """Half-width kana become full, spaces one; kanji are never touched (髙 stays 髙)."""
    full = jaconv.h2z(text, kana=True, ascii=False, digit=False) if re.search("[ｦ-ﾟ]", text) else text
    joined = VOICED.sub(lambda found: _composed(found.group()), full)
    return SPACES.sub(" ", joined).strip()


def kana(text: str) -> str:
    """Readings are kept as hiragana."""
    return words(text).translate(HIRAGANA)


def narrow(text: str) -> str:
    """Digits and letters of numbers, days, addresses: half-width."""
    return SPACES.sub(" ", text.translate(HALF)).strip()


def is_kana(text: str) -> bool:
    return KANA.fullmatch(text) is not None


def bare(text: str) -> str:
    """For comparing only: no spaces."""
    return text.replace(" ", "").replace("\u3000", "")


def has_lost(text: str) -> bool:
    """Excel writes ? or 〓 for a letter that Shift_JIS does not have."""
    return LOST.search(text) is not None


def is_same(said: str, known: str) -> bool:
    """The same name but for spaces and letters lost on the way."""
    wanted, there = bare(said), bare(known)
    if wanted == there or not has_lost(wanted):
        return wanted == there
    pattern = "".join("." if has_lost(letter) else re.escape(letter) for letter in wanted)
    return re.fullmatch(pattern, there) is not None


def halves(text: str) -> tuple[str, str] | None:
    """Family and given name from one cell; None where nothing parts them."""
    family, _space, given = text.partition(" ")
    return (family, given) if given else None


def says_nothing(text: str) -> bool:
    """なし is an answer, an empty cell is none."""
    return words(text).strip("。. ").lower() in NOTHING


def _composed(pair: str) -> str:
    """か and a loose ゛ are one が; only for kana, for other letters would change with them."""
    return unicodedata.normalize("NFC", pair)
