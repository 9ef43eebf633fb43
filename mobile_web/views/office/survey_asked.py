"""What somebody asks of results: which two variables are crossed, how they are shown, and whose answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.crosstab import Axis
from surveys.models import Survey
from surveys.selectors.counting import Narrowed, count_by
from surveys.selectors.results import Results
from surveys.selectors.variables import Choosable, attribute_axis

SHOWS = ("row", "column", "count")
FILTERS = {"facility": "@facility", "class": "@class", "via": "@via"}


@dataclass(frozen=True)
class Filter:
    """A select above the results; `groups` are what it offers."""

    name: str
    axis: Axis
    chosen: str


@dataclass(frozen=True)
class Asked:
    """As read from the address; what makes no sense is left out."""

    results: Results
    rows: str
    columns: str
    show: str
    filters: tuple[Filter, ...]
    query: QueryDict

    @property
    def rows_choices(self) -> list[Choosable]:
        return [replace(one, is_chosen=one.key == self.rows) for one in self.results.crossable()]

    @property
    def columns_choices(self) -> list[Choosable]:
        return [replace(one, is_chosen=one.key == self.columns) for one in self.results.crossable()]

    @property
    def shows(self) -> list[dict[str, Any]]:
        names = {"row": _("Share of rows"), "column": _("Share of columns"), "count": _("Numbers")}
        return [
            {"label": names[show], "url": self.address(show=show), "is_current": show == self.show}
            for show in SHOWS
        ]

    def address(self, **changed: str) -> str:
        """The same question with something changed, as the end of an address."""
        query = self.query.copy()
        for name, value in changed.items():
            query[name] = value
        return f"?{query.urlencode()}"


def asked_of(survey: Survey, query: QueryDict) -> Asked:
    """Two variables of the survey are chosen where the address names none."""
    filters = () if survey.is_anonymous else _filters(survey, query)
    by = {FILTERS[one.name]: one.chosen for one in filters if one.chosen}
    results = Results(survey, by, () if by else [one.axis for one in filters])
    keys = [one.key for one in results.crossable()]
    rows, columns = _chosen(keys, query.get("rows", ""), query.get("columns", ""))
    show = query.get("show", "")
    kept = query.copy()
    for name in [name for name in kept if name not in ("rows", "columns", "show", *FILTERS)]:
        del kept[name]
    return Asked(results, rows, columns, show if show in SHOWS else "row", filters, kept)


def _chosen(keys: Sequence[str], rows: str, columns: str) -> tuple[str, str]:
    questions = [key for key in keys if not key.startswith("@")]
    columns = columns if columns in keys else next((key for key in questions if key != rows), keys[0])
    others = [key for key in keys if key != columns]
    return (rows if rows in keys else others[0]), columns


def _filters(survey: Survey, query: Mapping[str, str]) -> tuple[Filter, ...]:
    """One after the other: classes are offered of one facility alone."""
    found: list[Filter] = []
    by: dict[str, str] = {}
    for name, key in FILTERS.items():
        if name == "class" and not (survey.facility_id or by.get("@facility")):
            continue
        axis = attribute_axis(key, count_by(Narrowed(survey, by if name == "class" else {}), key))
        offered = [group.key for group in axis.answers]
        chosen = query.get(name, "") if query.get(name, "") in offered else ""
        if chosen:
            by[key] = chosen
        if len(offered) > 1:
            found.append(Filter(name, axis, chosen))
    return tuple(found)
