"""A notice as one row of a list: where it leads, its tags, its time, who has read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from facilities.selectors.family import Family
from mobile_web.moments import moment_words
from mobile_web.views.guardian.marks import Marks, marks_of
from notices.models import SENT, Notice, State, Urgency
from notices.selectors import inbox


@dataclass(frozen=True)
class Tag:
    """A small word beside a notice. `kind` is a modifier of the tag component."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """What components/notice_card.html shows."""

    id: UUID
    href: str
    title: str
    meta: str
    tags: tuple[Tag, ...]
    unread: bool
    marks: Marks
    lang: str = ""


def rows_of(family: Family, items: Sequence[inbox.InboxItem]) -> list[Row]:
    """Rows in the order of the items; two queries whatever their number."""
    corrected = corrections_of(family, [item.notice for item in items])
    return [_row(family, item, item.notice.pk in corrected) for item in items]


def corrections_of(family: Family, notices: Iterable[Notice]) -> dict[UUID, UUID]:
    """{notice: the sent notice that took its place}, where she received that too."""
    later = Notice.objects.received_at(family.places).filter(
        supersedes__in=[notice.pk for notice in notices], state__in=SENT
    )
    return {notice: pk for notice, pk in later.values_list("supersedes", "pk") if notice}


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
    return inbox.with_place(notice.words(language)["title"], names)


def lang_of(notice: Notice, language: str) -> str:
    """The HTML language of what `title_of` says."""
    if notice.state == State.RECALLED:
        return ""
    return "en" if language == "en" and "en" in notice.translations else "ja"


def _row(family: Family, item: inbox.InboxItem, is_corrected: bool) -> Row:
    notice, language = item.notice, family.user.language
    return Row(
        id=notice.pk,
        href=reverse("guardian_notice", args=[notice.pk]),
        title=title_of(notice, language, family.facility_names),
        meta=meta_of(notice, item.place),
        tags=tags_of(notice, is_corrected=is_corrected),
        unread=item.is_unread,
        marks=marks_of(item.family) if notice.state != State.RECALLED else Marks("", False),
        lang=lang_of(notice, language),
    )
