"""Cards of notices as text: thirty includes cost half a page. They say what components/notice_card.html does."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mobile_web.templatetags.engawa import icon

if TYPE_CHECKING:
    from mobile_web.views.guardian.rows import Row, Tag

register = template.Library()

CARD = """<li><a class="notice-card notice-card--{kind}" href="{href}"><span class="notice-card__meta">{unread}{tags}\
<span>{meta}</span></span><span class="notice-card__title"{lang}>{title}</span>{marks}</a></li>
"""


@register.simple_tag
def notice_cards(rows: Iterable["Row"]) -> SafeString:
    """Each an <li>."""
    word = escape(_("Unread"))
    unread = f'<span class="sr-only">{word}</span>'
    return mark_safe("".join(_card(row, unread) for row in rows))  # noqa: S308 - each value is escaped in _card


def _card(row: "Row", unread: str) -> str:
    return CARD.format(
        kind="unread" if row.unread else "read",
        href=escape(row.href),
        unread=unread if row.unread else "",
        tags="".join(map(_tag, row.tags)),
        meta=escape(row.meta),
        lang=f' lang="{escape(row.lang)}"' if row.lang else "",
        title=escape(row.title),
        marks=_marks(row) if row.marks else "",
    )


def _tag(tag: "Tag") -> str:
    kind = f" tag--{escape(tag.kind)}" if tag.kind else ""
    return f'<span class="tag{kind}">{escape(tag.text)}</span>'


def _marks(row: "Row") -> str:
    return (
        f'<span class="read-marks">{icon("checks" if row.marks_all else "check")}{escape(row.marks)}</span>'
    )
