"""Who in the family has read, as a sentence: 「父が7:52に読みました。祖母はまだ」."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from facilities.models import Guardian
from mobile_web.moments import clock_words
from notices.selectors.inbox import FamilyMark


@dataclass(frozen=True)
class Marks:
    """The sentence, and whether nobody is left."""

    text: str
    is_all: bool


def marks_of(family: Sequence[FamilyMark]) -> Marks:
    """Nothing for a family of one. Whether she herself has read is shown otherwise, so 'not yet' names the others."""
    family = _each_once(family)
    if len(family) < 2:
        return Marks("", False)
    called = _names(family)
    read = [mark for mark in family if mark.opened_at]
    if len(read) == len(family):
        return Marks(_("Everyone in the family has read it"), True)
    missing = [called[mark] for mark in family if not mark.opened_at and not mark.is_me]
    if not read:
        return Marks("", False)
    names = join_names([called[mark] for mark in read])
    at = read[0].opened_at if len(read) == 1 and not read[0].is_me else None
    return Marks(_sentence(names, _time(at), join_names(missing)), False)


def join_names(names: Sequence[str]) -> str:
    """'Mother, Father and Grandmother' in the way of the language."""
    if len(names) < 2:
        return "".join(names)
    joined = names[0]
    for name in names[1:-1]:
        joined = _("%(names)s, %(name)s") % {"names": joined, "name": name}
    return _("%(names)s and %(name)s") % {"names": joined, "name": names[-1]}


def _sentence(names: str, time: str, missing: str) -> str:
    words = {"names": names, "time": time, "missing": missing}
    if time and missing:
        return _("%(names)s read it at %(time)s. Not yet: %(missing)s") % words
    if time:
        return _("%(names)s read it at %(time)s") % words
    if missing:
        return _("Read by %(names)s. Not yet: %(missing)s") % words
    return _("Read by %(names)s") % words


def _each_once(family: Sequence[FamilyMark]) -> list[FamilyMark]:
    """She herself may belong to two households; she is still one person, who has read if either row has."""
    mine = sorted((mark for mark in family if mark.is_me), key=lambda mark: mark.opened_at is None)
    return [mark for mark in family if not mark.is_me or mark is mine[0]]


def _time(at: datetime | None) -> str:
    """Only today's readings say their time; an older one would need a day, and the day does not matter."""
    return clock_words(at) if at and timezone.localdate(at) == timezone.localdate() else ""


def _names(family: Sequence[FamilyMark]) -> dict[FamilyMark, str]:
    """By relation, and by name where two share it or it says nothing."""
    relations = Counter(mark.relation for mark in family)
    vague = str(Guardian.Relation.OTHER.label)
    return {
        mark: mark.name if relations[mark.relation] > 1 or mark.relation == vague else mark.relation
        for mark in family
    }
