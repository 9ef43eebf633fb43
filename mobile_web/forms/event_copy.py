"""The list by which last year's events are copied: what is ticked, and on which day each comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from surveys.models import Event
from surveys.selectors.event_years import Candidate
from surveys.services import Copy

WEEKDAY, DATE = "weekday", "date"


@dataclass(frozen=True)
class CopyLine:
    """One event in the list. `day` is what was typed and wins; `flags` say of a day that the place is closed."""

    one: Candidate
    is_chosen: bool
    how: str
    day: str
    flags: Mapping[date, str]
    is_seen: bool = False

    @property
    def weekday_flag(self) -> str:
        return self.flags.get(self.one.same_weekday, "")

    @property
    def date_flag(self) -> str:
        return self.flags.get(self.one.same_date, "")

    @property
    def typed(self) -> date | None:
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None

    @property
    def starts_on(self) -> date:
        return self.typed or (self.one.same_date if self.how == DATE else self.one.same_weekday)

    @property
    def is_wrong(self) -> bool:
        """Something was typed that is no day."""
        return bool(self.day) and self.typed is None

    @property
    def flag(self) -> str:
        """Of a typed day; the two others are named where they are chosen."""
        return self.flags.get(self.typed, "") if self.typed else ""

    @property
    def seen_mark(self) -> str:
        return f"{self.one.event.pk}:{self.day}"


def first_lines(candidates: Sequence[Candidate], flags: Mapping[date, str], today: date) -> list[CopyLine]:
    """Closing days keep their date; what is there already or would lie in the past is not ticked."""
    found = []
    for one in candidates:
        how = DATE if one.event.kind == Event.Kind.CLOSED else WEEKDAY
        day = one.same_date if how == DATE else one.same_weekday
        is_chosen = one.copy is None and one.namesake is None and day >= today
        found.append(CopyLine(one, is_chosen, how, "", flags))
    return found


def sent_lines(candidates: Sequence[Candidate], flags: Mapping[date, str], data: QueryDict) -> list[CopyLine]:
    """As they came."""
    chosen, seen = set(data.getlist("use")), set(data.getlist("seen"))
    found = []
    for one in candidates:
        key = str(one.event.pk)
        how, day = data.get(f"how_{key}", WEEKDAY), data.get(f"day_{key}", "").strip()
        found.append(CopyLine(one, key in chosen, how, day, flags, f"{key}:{day}" in seen))
    return found


def copies_of(lines: Sequence[CopyLine]) -> list[Copy]:
    """What the service is told."""
    return [Copy(line.one.event.pk, line.starts_on) for line in lines if line.is_chosen]
