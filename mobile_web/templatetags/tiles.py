"""The tiles of a board as text: three hundred of them cost what three did as includes of includes."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mobile_web.templatetags.engawa import STATE_ICONS, icon, state_icon

if TYPE_CHECKING:
    from facilities.models import Classroom
    from mobile_web.views.teacher.tiles import Count, NewWord, Tile

register = template.Library()

SOMEBODY = "00000000-0000-0000-0000-000000000000"
TILE = """<li class="board-tile" data-tile="{id}" data-state="{slug}" data-tint="{tint}" data-name="{given}" \
data-planned="{at} {planned_by}" data-adults="{adults}">
<button class="child-tile" type="submit" formaction="{stamp}" form="{form}" data-state="{slug}" data-class="{tint}">
<span class="child-tile__who"><span class="avatar" data-class="{tint}" aria-hidden="true">{initial}</span>\
<span class="child-tile__name">{family}<b><ruby>{given}{kana}</ruby></b></span></span>
<span data-pill><span class="status-pill" data-state="{slug}">{symbol}{text}</span></span>
<span class="child-tile__care">{care}{unsent}</span>
<span class="child-tile__plan">{plan}</span>
</button>{more}{said}</li>
"""
SAID = """<button class="board-tile__word" type="submit" form="confirm-word" name="one" value="{id}:{version}" \
aria-label="{label}">{mail}<span>{text}</span><b>{check}{confirm}</b></button>"""
CHANGE = """<a class="board-tile__word" href="{url}">{mail}<span>{text}</span><b>{compare}</b></a>"""
COUNT = """<a href="#{slug}" data-filter="{slug}"{css}><span class="word">{symbol}{word}</span>\
<b class="num">{number}</b></a>
"""
ROOM = """<a href="{url}" data-class="{tint}"{current}><span class="class-dot"></span>{name}</a>"""


class Words:
    """What is the same on every tile in a language: words, icons and addresses."""

    def __init__(self) -> None:
        alarm = f'<span class="tag tag--alarm">{icon("alert-triangle")}'
        self.alarm = alarm + "{}</span>"
        barred, new, medicine, unsent = _("May not pick up"), _("New word"), _("Medicine"), _("Unsent")
        self.barred = f"{alarm}{escape(barred)}</span>"
        self.new = f'<span class="tag tag--new">{icon("mail")}{escape(new)}</span>'
        medicine = f'<span class="sr-only">{escape(medicine)} </span>'
        self.dose = f'<span class="tag tag--care">{icon("pill")}{medicine}<b class="num">{{}}</b></span>'
        self.unsent = (
            f'<span class="unsent-mark" data-unsent hidden>{icon("cloud-up")}{escape(unsent)}</span>'
        )
        self.change, self.compare, self.confirm = _("Change of a word"), _("Compare"), _("Confirm")
        self.mail, self.check, self.word = (
            icon("mail"),
            icon("check"),
            reverse("office_word", args=[SOMEBODY]),
        )
        self.whole_day = _("%(name)s: the whole day")
        self.dots = icon("dots")
        self.stamp = reverse("attendance_stamp", args=[SOMEBODY])
        self.symbols = {slug: icon(symbol) for slug, symbol in STATE_ICONS.items()}


@lru_cache(maxsize=8)
def _words_in(_language: str | None, _prefix: str) -> Words:
    return Words()


@register.simple_tag
def count_strip(counts: Iterable["Count"]) -> SafeString:
    """The figures above the tiles, each a filter."""
    return mark_safe("".join(map(_count, counts)))  # noqa: S308 - each value is escaped in _count


def _count(one: "Count") -> str:
    css = ' class="count-strip__all"' if one.slug == "present" else ""
    if one.slug == "noshow" and one.number:
        css = ' class="count-strip__noshow"'
    symbol = icon(state_icon(one.slug), size="s")
    return COUNT.format(slug=one.slug, css=css, symbol=symbol, word=escape(one.word), number=one.number)


@register.simple_tag
def class_links(rooms: Iterable["Classroom"], current: "Classroom") -> SafeString:
    """The classes whose boards she may open."""
    url = reverse("teacher_board_class", args=[SOMEBODY])
    return mark_safe("".join(_room(room, url, is_current=room.pk == current.pk) for room in rooms))  # noqa: S308 - each value is escaped in _room


def _room(room: "Classroom", url: str, *, is_current: bool) -> str:
    return ROOM.format(
        url=url.replace(SOMEBODY, str(room.pk)),
        tint=escape(room.tint),
        current=' aria-current="page"' if is_current else "",
        name=escape(room.name),
    )


@register.simple_tag
def board_tiles(tiles: Iterable["Tile"], may_confirm: bool = False) -> SafeString:
    """Every child of a board, each an <li>; new words as buttons for those who may confirm them."""
    words = _words_in(get_language(), get_script_prefix())
    return mark_safe("".join(_tile(tile, words, may_confirm) for tile in tiles))  # noqa: S308 - each value is escaped in _tile


def _tile(tile: "Tile", words: Words, may_confirm: bool) -> str:
    return TILE.format(
        id=tile.id,
        slug=tile.slug,
        tint=escape(tile.tint),
        given=escape(tile.given),
        initial=escape(tile.given[:1]),
        family=_span(tile.family),
        kana=f"<rt>{escape(tile.kana)}</rt>" if tile.kana else "",
        at=tile.plan[1],
        planned_by=escape(tile.planned_by),
        adults=escape("|".join(relation for relation, _name in tile.adults)),
        stamp=words.stamp.replace(SOMEBODY, str(tile.id)),
        form="stamp-out" if tile.is_here else "stamp-in",
        symbol=words.symbols[tile.slug],
        text=escape(tile.text),
        care=_care(tile, words, may_confirm),
        unsent=words.unsent,
        plan=_plan(*tile.plan),
        more=_more(tile, words),
        said="".join(_said(tile, one, words) for one in tile.unconfirmed) if may_confirm else "",
    )


def _span(text: str) -> str:
    return f"<span>{escape(text)}</span>" if text else ""


def _plan(before: str, at: str, after: str) -> str:
    return f'{_span(before)}{f"""<b class="num">{at}</b>""" if at else ""}{_span(after)}'


def _care(tile: "Tile", words: Words, may_confirm: bool) -> str:
    """What a teacher must see before she lets a child go or eat."""
    found = [words.alarm.format(escape(alarm)) for alarm in tile.alarms]
    if tile.is_barred:
        found.append(words.barred)
    if tile.unconfirmed and not may_confirm:
        found.append(words.new)
    if tile.care:
        found.append(render_to_string("components/allergy_tags.html", {"allergies": tile.care}))
    if tile.dose_at:
        found.append(words.dose.format(tile.dose_at))
    return "".join(found)


def _said(tile: "Tile", one: "NewWord", words: Words) -> str:
    if one.is_change:
        url = words.word.replace(SOMEBODY, str(one.id))
        return CHANGE.format(
            url=url, mail=words.mail, text=escape(words.change), compare=escape(words.compare)
        )
    return SAID.format(
        id=one.id,
        version=one.version,
        label=escape(f"{tile.given}: {one.text}, {words.confirm}"),
        mail=words.mail,
        text=escape(one.text),
        check=words.check,
        confirm=escape(words.confirm),
    )


def _more(tile: "Tile", words: Words) -> str:
    if not tile.day_url:
        return ""
    label = escape(words.whole_day % {"name": tile.given})
    return f'<a class="board-tile__more" href="{tile.day_url}" aria-label="{label}">{words.dots}</a>'
