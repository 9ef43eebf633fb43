"""The fields a column can be for, and which headings of other systems mean which."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import jaconv
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SLOTS = (1, 2, 3, 4)
CLEAR = "__CLEAR__"
Label = Any

CHILD: dict[str, Label] = {
    "number": _("Number of the child (key)"),
    "name": _("Name"),
    "family_name": _("Family name"),
    "given_name": _("Given name"),
    "kana": _("Reading"),
    "family_kana": _("Family name, reading"),
    "given_kana": _("Given name, reading"),
    "born_on": _("Birthday"),
    "classroom": _("Class"),
    "facility": _("Facility"),
    "allergies": _("Allergies"),
    "household": _("Household number"),
}
ADULT: dict[str, Label] = {
    "name": _("Guardian {n}: name"),
    "family_name": _("Guardian {n}: family name"),
    "given_name": _("Guardian {n}: given name"),
    "kana": _("Guardian {n}: reading"),
    "relation": _("Guardian {n}: relation"),
    "phone": _("Telephone {n}"),
    "email": _("E-mail {n}"),
}
FIELDS: dict[str, Label] = CHILD | {
    f"guardian{n}_{part}": format_lazy(label, n=n) for n in SLOTS for part, label in ADULT.items()
}

_CHILDS = r"(?:園児|児童|お?子(?:様|さま)?|子ども|こども|生徒)?の?"
_READING = r"(?:かな|カナ|ふりがな|フリガナ|よみ|ヨミ|よみがな|ヨミガナ|読み|読み仮名)"
_FAMILY = r"(?:姓|名字|苗字)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("household", r"世帯(?:番号|id|コード|no)?|家族(?:番号|id|コード)|家庭(?:番号|id)|householdid"),
    ("facility", r"施設(?:名|番号|コード)?|園名?|保育園名?|所属(?:園|施設)名?|facility"),
    ("number", r"(?:園児|児童|子ども|こども|生徒|会員|外部|管理)?(?:番号|id|コード|no)|childid|externalid"),
    ("born_on", r".*(?:生年月日|誕生日)|birthday|birthdate|dateofbirth|born"),
    ("classroom", r"(?:所属|在籍)?(?:クラス|組|学級)(?:名|名称)?|class(?:name)?"),
    ("allergies", r"(?:食物)?アレルギー(?:の?有無|情報|内容)?|allerg(?:y|ies)|除去食(?:品)?"),
    ("family_kana", rf"{_CHILDS}(?:せい|セイ|{_FAMILY}{_READING})"),
    ("given_kana", rf"{_CHILDS}(?:めい|メイ|名{_READING})"),
    ("kana", rf"{_CHILDS}(?:氏名|名前|園児名|児童名)?の?{_READING}(?:氏名|名)?|kana"),
    ("family_name", rf"{_CHILDS}{_FAMILY}|familyname|lastname"),
    ("name", rf"園児名|児童名|園児|name|{_CHILDS}(?:氏名|名前|お名前|姓名)"),
    ("given_name", r"(?:お?子(?:様|さま)?の?)?(?:名|下の名前)|givenname|firstname"),
)
_ADULT_PATTERNS: tuple[tuple[str, str], ...] = (
    ("relation", r".*(?:続柄|関係)"),
    ("email", r".*(?:メール(?:アドレス)?|e-?mail|mail)"),
    ("phone", r".*(?:電話(?:番号)?|tel|携帯(?:番号)?|連絡先|phone).*"),
    ("family_name", r"(?:の)?(?:姓|名字|苗字)"),
    ("given_name", r"(?:の)?名"),
    ("kana", r".*(?:ふりがな|フリガナ|カナ|かな|よみ)(?:氏名)?"),
    ("name", r"(?:の)?(?:氏名|名前|お名前|姓名)?"),
)
_SAYS_ADULT = re.compile(
    r"(保護者|父親|母親|父|母|緊急連絡先|連絡先|電話|携帯|tel|メール|e-?mail|続柄|mail|guardian)"
)
_ADULT_WORD = re.compile(r"(?:第?([1-4])?(?:保護者|guardian)(?:氏名)?)")
_CIRCLED = str.maketrans("①②③④", "1234")


@lru_cache(maxsize=4096)
def guess(heading: str) -> str:
    """The field a heading means, or '' for none."""
    plain = re.sub(
        r"[\s　・_.．\-::()()【】\[\]*＊※]", "", jaconv.normalize(heading.translate(_CIRCLED), "NFKC")
    )
    plain = plain.lower()
    if not plain or len(plain) > 30:
        return ""
    if _SAYS_ADULT.match(plain) or re.match(r"第[1-4]保護者", plain):
        return _adult(plain)
    return next((field for field, pattern in _PATTERNS if re.fullmatch(pattern, plain)), "")


def guess_all(headings: Sequence[str]) -> list[str]:
    """A field for each column; the first column that means a field has it."""
    mapping: list[str] = []
    for heading in headings:
        field = guess(heading)
        mapping.append(field if field and field not in mapping else "")
    return [_whole_name(field, mapping) for field in mapping]


def _whole_name(field: str, mapping: Sequence[str]) -> str:
    """保護者名 is the whole name, unless 保護者姓 stands beside it."""
    slot = field.removesuffix("_given_name")
    alone = field.startswith("guardian") and slot != field and f"{slot}_family_name" not in mapping
    return f"{slot}_name" if alone and f"{slot}_name" not in mapping else field


def _adult(plain: str) -> str:
    digits = re.findall(r"[1-4]", plain)
    rest = re.sub(r"[1-4]", "", _ADULT_WORD.sub("", plain))
    slot = digits[0] if digits else {"父": "1", "母": "2"}.get(plain[:1], "1")
    if plain[:1] in "父母":
        rest = re.sub(r"^[父母]親?", "", plain)
    part = next((part for part, pattern in _ADULT_PATTERNS if re.fullmatch(pattern, rest)), "")
    return f"guardian{slot}_{part}" if part else ""
