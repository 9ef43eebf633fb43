"""A notice as one row of a list: where it leads, its tags, its time, who has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from facilities.selectors.family import Family
from mobile_web.moments import moment_words
from mobile_web.views.guardian.marks import Marks, marks_of
from notices.models import Notice, State, Urgency
from notices.selectors import inbox

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Tag:
    """A small word beside a notice. `kind` is a modifier of the tag component."""

    text: str
    kind: str = ""


class Row(NamedTuple):
    """What a card shows: `notice_cards` of templatetags/cards.py, and components/notice_card.html."""

    href: str
    title: str
    meta: str
    tags: tuple[Tag, ...]
    unread: bool
    lang: str
    marks: str
    marks_all: bool


def rows_of(family: Family, items: Sequence[inbox.InboxItem]) -> list[Row]:
    """Rows in the order of the items; no query of its own."""
    address = reverse("guardian_notice", args=[NOBODY]).replace(str(NOBODY), "{}")
    return [_row(family, item, address.format(item.notice.pk)) for item in items]


def meta_of(notice: Notice, place: str) -> str:
    """Who sent it and when."""
    return f"{place}・{moment_words(notice.published_at)}" if notice.published_at else place


def tags_of(notice: Notice, *, is_corrected: bool) -> tuple[Tag, ...]:
    """How loud it was, and what became of it."""
    if notice.state == State.RECALLED:
        return (Tag(_("Withdrawn")),)
    tags = [Tag(_("Drill"), "drill")] if notice.is_drill else []
    if notice.urgency == Urgency.EMERGENCY:
        tags.append(Tag(_("Emergency"), "emergency"))
    if notice.urgency == Urgency.IMPORTANT:
        tags.append(Tag(_("Important"), "care"))
    if notice.supersedes_id:
        tags.append(Tag(_("Correction")))
    if is_corrected:
        tags.append(Tag(_("Corrected later")))
    elif notice.is_expired(timezone.now()):
        tags.append(Tag(_("Over")))
    return tuple(tags)


def title_of(notice: Notice, language: str, names: str) -> str:
    """In her language; what was withdrawn does not show its words any more."""
    if notice.state == State.RECALLED:
        return _("This notice was withdrawn")
    return inbox.with_place(notice.heading(language), names)


def lang_of(notice: Notice, language: str) -> str:
    """The HTML language of what `title_of` says."""
    if notice.state == State.RECALLED:
        return ""
    return "en" if language == "en" and "en" in notice.translations else "ja"


def _row(family: Family, item: inbox.InboxItem, href: str) -> Row:
    notice, language = item.notice, family.user.language
    marks = marks_of(item.family) if notice.state != State.RECALLED else Marks("", False)
    return Row(
        href=href,
        title=title_of(notice, language, family.facility_names),
        meta=meta_of(notice, item.place),
        tags=tags_of(notice, is_corrected=item.corrected_by is not None),
        unread=item.is_unread,
        lang=lang_of(notice, language),
        marks=marks.text,
        marks_all=marks.is_all,
    )
