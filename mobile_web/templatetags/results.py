"""The parts of a survey's results that come by the hundred, as text: a table of 334 facilities has 2,000 cells."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mobile_web.templatetags.engawa import icon
from surveys.crosstab import Group

if TYPE_CHECKING:
    from mobile_web.views.office.survey_table import Drawn

register = template.Library()

CELL = '<td><span class="heat-cell"{heat}><b class="num">{big}</b><small>{small}</small></span></td>'
MASKED = '<td><span class="heat-cell heat-cell--masked">{symbol}{word}</span></td>'
OPTION = '<option value="{value}"{chosen}>{label}</option>'


@register.simple_tag
def heat_cells(cells: Iterable["Drawn"], *, plain: bool = False) -> SafeString:
    """The cells of a line of the crossed table; those of its foot are `plain`, without heat."""
    masked = MASKED.format(symbol=icon("eye-off", "s"), word=escape(_("hidden")))
    return mark_safe("".join(masked if cell.is_hidden else _cell(cell, plain) for cell in cells))  # noqa: S308


@register.simple_tag
def group_options(groups: Iterable[Group], chosen: str) -> SafeString:
    """What a select of groups offers."""
    lines = [
        OPTION.format(
            value=escape(one.key), label=escape(one.label), chosen=" selected" if one.key == chosen else ""
        )
        for one in groups
    ]
    return mark_safe("".join(lines))  # noqa: S308 - escaped above


def _cell(cell: "Drawn", plain: bool) -> str:
    heat = "" if plain or cell.heat < 2 else f' data-heat="{cell.heat}"'
    return CELL.format(heat=heat, big=escape(cell.big), small=escape(cell.small))
