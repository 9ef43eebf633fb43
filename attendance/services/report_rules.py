"""What a report may say: real days, what each kind needs, who may fetch, and until when it is in time."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance.models import AttendanceSettings, Report
from attendance.selectors.settings import settings_of
from backend.errors import DomainError
from facilities.clock import zone_of
from facilities.models import Child, Facility, Grant, Guardian

FARTHEST = timedelta(days=62)
Kind = Report.Kind
TIMED = frozenset({Kind.LATE, Kind.EARLY_LEAVE, Kind.PICK_UP})
FETCHED = frozenset({Kind.EARLY_LEAVE, Kind.PICK_UP})
PUNCTUAL = frozenset({Kind.ABSENT, Kind.LATE})  # what the kitchen and the teachers plan the morning by

Clock = time  # a field of its name hides it


@dataclass(frozen=True)
class Words:
    """What a family says, without for whom. What its kind does not need is left out by `of_kind`."""

    kind: str
    starts_on: date
    ends_on: date
    reason: str = ""
    temperature: Decimal | None = None
    symptoms: tuple[str, ...] = ()
    time: Clock | None = None
    picker: Guardian | None = None
    proxy_name: str = ""
    proxy_phone: str = ""
    note: str = ""

    def of_kind(self) -> "Words":
        """Only what belongs to this kind: hidden fields of a form come along unasked."""
        known = self
        if self.kind != Kind.ABSENT:
            known = replace(known, reason="")
        if known.reason != Report.Reason.SICK:
            known = replace(known, temperature=None, symptoms=())
        if self.kind not in TIMED:
            known = replace(known, time=None)
        if self.kind not in FETCHED or self.picker:
            known = replace(known, proxy_name="", proxy_phone="")
        return known if self.kind in FETCHED else replace(known, picker=None)

    def columns(self) -> dict[str, Any]:
        """As columns of a report."""
        return {**self.__dict__, "symptoms": list(self.symptoms)}


def words_of(report: Report) -> Words:
    """What a report says now."""
    names = Words.__dataclass_fields__
    return Words(**{**{name: getattr(report, name) for name in names}, "symptoms": tuple(report.symptoms)})


def local_now(facility: Facility) -> datetime:
    """The calendar and clock on the nursery's wall: after midnight 'today' is the new day."""
    return timezone.localtime(timezone.now(), zone_of(facility))


def check_words(words: Words, child: Child, facility: Facility, before: Words | None = None) -> None:
    """Everything that holds whoever writes it down."""
    for sentence in (*_days(words, facility, before), *_details(words), *_time(words, facility, before)):
        raise DomainError(sentence, code="words")
    _check_picker(words, child)


def check_household(words: Words, guardian: Guardian) -> None:
    """A family names adults of its own household only, and nobody else's plans."""
    if words.picker and words.picker.household_id != guardian.household_id:
        raise DomainError(_not_to_fetch(), code="picker")


def is_late_word(words: Words, facility: Facility, before: Words | None = None) -> bool:
    """After the facility's deadline for today? Refused where the facility says so; what was in time stays in time."""
    now, settings = local_now(facility), settings_of(facility)
    if words.kind not in PUNCTUAL or words.starts_on > now.date() or now.time() <= settings.report_by:
        return False
    if before and (before.kind, before.starts_on) == (words.kind, words.starts_on):
        return False
    if settings.after_deadline == AttendanceSettings.Deadline.BLOCK:
        told = {"time": f"{settings.report_by:%-H:%M}", "phone": facility.phone}
        raise DomainError(
            _("Reports for today close at %(time)s. Nothing was saved; please telephone %(phone)s.") % told,
            code="after_deadline",
        )
    return True


def _days(words: Words, facility: Facility, before: Words | None) -> Iterator[str]:
    today = local_now(facility).date()
    if words.ends_on < words.starts_on:
        yield _("The last day is before the first. Nothing was saved.")
    if words.ends_on < today or (
        words.starts_on < today and words.starts_on != (before and before.starts_on)
    ):
        yield _("This day is over. Nothing was saved.")
    if words.starts_on > today + FARTHEST or words.ends_on - words.starts_on > FARTHEST:
        yield _("At most two months ahead, and two months long. Nothing was saved.")


def _details(words: Words) -> Iterator[str]:
    if words.kind not in Kind.values:
        yield _("Choose what you want to tell. Nothing was saved.")
    if words.kind == Kind.ABSENT and words.reason not in Report.Reason.values:
        yield _("Choose a reason. Nothing was saved.")
    if words.reason == Report.Reason.SICK and not (words.temperature or words.symptoms or words.note):
        yield _("For an illness, please give the temperature or what you noticed. Nothing was saved.")
    if words.temperature is not None and not 34 <= words.temperature <= 42:
        yield _("A temperature is between 34.0 and 42.0. Nothing was saved.")
    if set(words.symptoms) - set(Report.Symptom.values):
        yield _("Choose from the list. Nothing was saved.")
    if words.kind in TIMED and words.time is None:
        yield _("Please give the time. Nothing was saved.")
    if words.kind == Kind.PICK_UP and not (words.picker or words.proxy_name):
        yield _("Say who comes. Nothing was saved.")
    if bool(words.proxy_name) != bool(words.proxy_phone):
        yield _("For somebody else, please give the name and a telephone number. Nothing was saved.")


def _time(words: Words, facility: Facility, before: Words | None) -> Iterator[str]:
    now = local_now(facility)
    is_new = before is None or (before.time, before.ends_on) != (words.time, words.ends_on)
    if words.time and words.ends_on == now.date() and words.time < now.time() and is_new:
        yield _("This time is past. Nothing was saved; please telephone %(phone)s.") % {
            "phone": facility.phone
        }


def _check_picker(words: Words, child: Child) -> None:
    """Who is named may fetch this child from the first day to the last; who is barred is not named by another way."""
    if words.picker:
        for day in {words.starts_on, words.ends_on}:
            may = Grant.objects.live(day).filter(guardian=words.picker, child=child, can_pick_up=True)
            if not may.exists():
                raise DomainError(_not_to_fetch(), code="picker")
    if words.proxy_name and _is_barred(words, child):
        raise DomainError(_not_to_fetch(), code="picker")


def _is_barred(words: Words, child: Child) -> bool:
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=words.starts_on)
    barred = Grant.objects.filter(lasting, child=child, is_blocked=True, starts_on__lte=words.ends_on)
    said = _plain(words.proxy_name)
    names = barred.values_list("guardian__name", "guardian__kana")
    return any(plain and plain in said for pair in names for plain in map(_plain, pair))


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _not_to_fetch() -> str:
    return _("This person cannot be named here. Nothing was saved; please telephone your nursery.")
