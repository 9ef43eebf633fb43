"""What a bound book consists of: whose it is, its parts in order, and what stands in each."""

from calendar import SUNDAY, Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contactbook.book.days import WIDTH, Day, Picture, Spread, spreads_of
from contactbook.growth import MEASURES
from contactbook.growth_chart import Chart, chart_of
from contactbook.growth_words import band_words, measure_words, value_words
from contactbook.models import GrowthRecord
from contactbook.selectors import growth
from facilities.calendar import first_day, last_day
from facilities.models import Child, Facility, Household

COVER, GROWTH, END = "cover", "growth", "end"
COVER_PAGES = 2
REIWA = 2018
TALLEST_OPENING = 60.0
_WEEKS = Calendar(SUNDAY)


@dataclass(frozen=True)
class Book:
    """A child's school year at a facility, as one household reads it."""

    child: Child
    facility: Facility
    household: Household
    school_year: int
    classes: str = ""

    @property
    def name(self) -> str:
        return str(self.child)

    @property
    def kana(self) -> str:
        return f"{self.child.family_kana} {self.child.given_kana}".strip()

    @property
    def place(self) -> str:
        return self.facility.name

    @property
    def year_words(self) -> str:
        return _("School year %(year)s") % {"year": self.school_year}

    @property
    def period(self) -> str:
        days = (first_day(self.school_year), last_day(self.school_year))
        return " – ".join(date_format(day, "DATE_FORMAT") for day in days)


@dataclass(frozen=True)
class Month:
    """One month: its opening page and its days."""

    month: date
    classes: str
    days: tuple[Day, ...]

    @property
    def year_words(self) -> str:
        year = self.month.year
        return _("%(year)s (Reiwa %(reiwa)s)") % {"year": year, "reiwa": year - REIWA}

    @property
    def weekdays(self) -> tuple[str, ...]:
        return tuple(str(WEEKDAYS_ABBR[day]) for day in _WEEKS.iterweekdays())

    @property
    def weeks(self) -> list[list[tuple[int, bool]]]:
        """Weeks from Sunday; 0 stands for a day of another month."""
        known = {day.day.day for day in self.days}
        weeks = _WEEKS.monthdayscalendar(self.month.year, self.month.month)
        return [[(day, day in known) for day in week] for week in weeks]

    @property
    def spreads(self) -> list[Spread]:
        return list(spreads_of(self.days))

    @property
    def photos(self) -> int:
        return len(self._pictures)

    @property
    def picture(self) -> Picture | None:
        """The month's first photo, as large as its page takes it."""
        if not self._pictures:
            return None
        first = self._pictures[0]
        shape = first.width / first.height
        height = min(TALLEST_OPENING, WIDTH / shape)
        return Picture(first.sha256, "", round(height * shape, 2), round(height, 2))

    @property
    def _pictures(self) -> list[Picture]:
        sections = (section for day in self.days for section in day.sections)
        return [one for section in sections for row in section.pictures for one in row]


@dataclass(frozen=True)
class Chapter:
    """A line of the contents."""

    title: str
    page: int


@dataclass(frozen=True)
class Cover:
    """The cover, made last: by then every month's page is known."""

    contents: tuple[Chapter, ...]


@dataclass(frozen=True)
class Drawing:
    """One measure of the year: its chart, and the newest in words."""

    title: str
    chart: Chart
    newest: str
    band: str


@dataclass(frozen=True)
class Growth:
    """What was measured in the year: `rows` as they were noted, `found` with where they stand."""

    rows: tuple[GrowthRecord, ...]
    found: growth.Growth

    @property
    def drawings(self) -> list[Drawing]:
        """Of what makes a line, or stands before the reference; a lone dot says nothing."""
        made = (self._drawing(measure) for measure in MEASURES)
        return [one for one in made if one is not None]

    @property
    def measured(self) -> set[str]:
        """The measures of which there is any; others have no column."""
        return {measure for measure in MEASURES if self.found.newest(measure)}

    @property
    def has_reference(self) -> bool:
        return any(one.chart.area for one in self.drawings)

    def _drawing(self, measure: str) -> Drawing | None:
        points, newest = self.found.points(measure), self.found.newest(measure)
        chart = chart_of(points, measure, self.found.sex)
        if chart is None or newest is None or (len(points) < 2 and not chart.lines):
            return None
        return Drawing(measure_words(measure), chart, value_words(newest), band_words(newest.band))


@dataclass(frozen=True)
class End:
    """The last page."""

    made: str


def title_of(key: str) -> str:
    """A part as it is called in the contents and on top of its pages; `key` is a month ("2026-04") or a name."""
    if key == GROWTH:
        return _("Growth")
    if key in (COVER, END):
        return ""
    return date_format(date.fromisoformat(f"{key}-01"), "YEAR_MONTH_FORMAT")


def contents_of(parts: Sequence[tuple[str, int]]) -> tuple[Chapter, ...]:
    """The contents from (key, pages) of all parts behind the cover."""
    chapters, page = [], COVER_PAGES + 1
    for key, pages in parts:
        if title := title_of(key):
            chapters.append(Chapter(title, page))
        page += pages
    return tuple(chapters)
