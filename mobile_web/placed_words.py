"""Who will not see a photo that is put into a notice or the contact book, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from facilities.models import Child, Classroom
from photos.selectors.placed import Doubt

FEW = 3


@dataclass(frozen=True)
class Words:
    """`hides`: somebody it is for does not see it. Empty text: everybody does."""

    text: str = ""
    hides: bool = False
    is_untagged: bool = False


def words_in_classes(doubts: Mapping[UUID, Doubt], classrooms: Sequence[Classroom]) -> dict[UUID, Words]:
    """For a notice to these classes."""
    return {pk: _words(doubt, _classes(doubt, classrooms)) for pk, doubt in doubts.items()}


def words_beside(doubts: Mapping[UUID, Doubt]) -> dict[UUID, Words]:
    """For a page of one child."""
    return {pk: _words(doubt, _family(doubt)) for pk, doubt in doubts.items()}


def summary(words: Sequence[Words]) -> list[str]:
    """What the writer is to know of all of them together."""
    hidden = sum(one.hides for one in words)
    untagged = sum(one.is_untagged for one in words)
    said = []
    if hidden:
        text = ngettext(
            "%(n)s photo is not shown to some families.",
            "%(n)s photos are not shown to some families.",
            hidden,
        )
        said.append(text % {"n": hidden})
    if untagged:
        text = ngettext(
            "%(n)s photo has no name yet. Consents are not looked at for it.",
            "%(n)s photos have no name yet. Consents are not looked at for them.",
            untagged,
        )
        said.append(text % {"n": untagged})
    return said


def _words(doubt: Doubt, hidden: str) -> Words:
    if doubt.is_hidden:
        return Words(_("Shown to nobody any more."), hides=True)
    if hidden:
        return Words(hidden, hides=True)
    if doubt.is_untagged:
        return Words(_("No name on it yet: consents are not looked at."), is_untagged=True)
    return Words()


def _classes(doubt: Doubt, classrooms: Sequence[Classroom]) -> str:
    if not doubt.children:
        return ""
    said = {"names": _names(doubt.children)}
    if doubt.is_everybody:
        return _("Hidden from other families: no consent for %(names)s.") % said
    left = [room for room in classrooms if room not in doubt.classrooms]
    if len(doubt.classrooms) > FEW >= len(left):
        said["classes"] = "・".join(room.name for room in left)
        return _("Shown only in %(classes)s: no consent for %(names)s.") % said
    said["classes"] = "・".join(room.name for room in doubt.classrooms)
    return _("Hidden in %(classes)s: no consent for %(names)s.") % said


def _family(doubt: Doubt) -> str:
    if not doubt.children:
        return ""
    return _("Hidden from this family: no consent for %(names)s.") % {"names": _names(doubt.children)}


def _names(children: Sequence[Child]) -> str:
    return "・".join(f"{child.given_name}{child.get_honorific_display()}" for child in children)
