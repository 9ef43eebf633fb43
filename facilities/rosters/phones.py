"""Telephone numbers: compared by their digits, kept as one dials them; Excel's lost zero comes back."""

import re
from functools import lru_cache

import phonenumbers

from facilities.rosters.values import narrow

_DIGITS = re.compile(r"\D")
_MOBILE = re.compile(r"0[5789]0\d{8}")


def digits_of(phone: str) -> str:
    """What is dialled, for comparing."""
    digits = _DIGITS.sub("", phone)
    return "0" + digits[2:] if phone.startswith("+81") else digits


@lru_cache(maxsize=50_000)
def phone_of(text: str) -> str | None:
    """090-1234-5678 from 09012345678, 9012345678, +81 90 1234 5678 or full-width digits; None for no number."""
    plain = (
        narrow(text)
        .replace("ー", "-")
        .replace("−", "-")
        .replace("‐", "-")
        .replace("(", "-")
        .replace(")", "-")
    )
    plain = plain.removesuffix(".0")
    if re.search(r"[^\d+\-. ]", plain):
        return None
    digits = _DIGITS.sub("", plain)
    if plain.startswith("+"):
        return _said("+" + digits)
    if not digits.startswith("0") and len(digits) in (9, 10):
        digits = "0" + digits
    if _MOBILE.fullmatch(digits):
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    return _said(digits)


def _said(number: str) -> str | None:
    try:
        parsed = phonenumbers.parse(number, "JP")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    if parsed.country_code != 81:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
