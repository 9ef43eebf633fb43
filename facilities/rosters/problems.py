"""What is wrong with a file or a row, as codes; the sentences say what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Problem = tuple[str, dict[str, str]]

SENTENCES: Mapping[str, Any] = {
    "no_name": _("The child's name is missing."),
    "name_in_one_word": _("Put a space between family name and given name: “%(text)s”."),
    "name_has_digits": _("“%(text)s” is not a name. Perhaps two columns are swapped."),
    "name_too_long": _("“%(text)s” is too long for a name."),
    "not_kana": _("The reading “%(text)s” has letters that are not kana."),
    "kana_in_one_word": _("Put a space into the reading “%(text)s”, between family name and given name."),
    "unreadable_letters": _("“%(text)s” has a letter that could not be read. Type it again."),
    "too_long": _("“%(text)s” is too long."),
    "no_birthday": _("The birthday is missing."),
    "not_a_date": _("The birthday “%(text)s” is not a date."),
    "no_such_month": _("The birthday “%(text)s” has a month %(month)s."),
    "no_such_day": _("The birthday “%(text)s” does not exist in the calendar."),
    "born_in_future": _("The birthday “%(text)s” is still to come."),
    "born_long_ago": _("The birthday “%(text)s” is not a child's."),
    "not_a_phone": _("“%(text)s” is not a telephone number."),
    "not_an_email": _("“%(text)s” is not an e-mail address."),
    "no_key": _("Neither a number nor a reading with a birthday tells which child this is."),
    "key_conflict": _("The number %(number)s is another child's than the name and the birthday."),
    "key_shifted": _("The number %(number)s belongs to %(name)s. Perhaps rows have shifted."),
    "key_ambiguous": _("Several children have this reading and birthday. Add the number of the child."),
    "number_elsewhere": _("The number %(number)s cannot be used here. Ask the central office."),
    "twice_in_file": _("The same child is in row %(row)s."),
    "no_class": _("The class is missing."),
    "no_such_class": _("There is no class “%(text)s” in this school year."),
    "no_such_facility": _("There is no facility “%(text)s”."),
    "no_facility": _("The facility is missing."),
    "other_facility": _("This file is for one facility; the row names “%(text)s”."),
    "moves_facility": _("The child goes to another facility now. Use a transfer instead."),
    "cannot_clear": _("“%(field)s” cannot be emptied."),
    "guardian_without_name": _("The name of guardian %(n)s is missing."),
    "guardian_twice": _("Guardian %(n)s is in this row twice."),
    "guardian_blocked": _(
        "“%(text)s” is blocked for this child. The block is lifted only on the child's page."
    ),
    "household_elsewhere": _("The household number %(number)s does not fit this family."),
    "no_relation": _("“%(text)s” is not a relation we know."),
}
# What to do about it; the sentence above says what is wrong.
ADVICE: Mapping[str, Any] = {
    "no_such_month": _("Correct it like “%(example)s”, or leave the row out."),
    "no_such_day": _("Correct it like “%(example)s”, or leave the row out."),
    "not_a_date": _("Correct it like “%(example)s”, or leave the row out."),
}
OTHERWISE = _("Correct it in the file and choose it again, or leave the row out.")


class Unreadable(Exception):
    """The file as a whole cannot be read; `message` says why and what to do."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def problem(code: str, **values: object) -> Problem:
    """A problem as it is stored with a row."""
    return code, {name: str(value) for name, value in values.items()}


def sentence(code: str, values: Mapping[str, str]) -> str:
    """The problem in the reader's language."""
    return str(SENTENCES[code]) % values if code in SENTENCES else code


def advice(code: str, values: Mapping[str, str]) -> str:
    """What she can do about it."""
    return str(ADVICE.get(code, OTHERWISE)) % {"example": "2025/12/05", **values}
