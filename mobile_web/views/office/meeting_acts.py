"""What one button does with a whole period, and what is said then."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobile_web.http import PageRequest
from surveys import services
from surveys.models import MeetingPeriod


class Said(NamedTuple):
    """The sentence, and whether the period is gone."""

    words: str
    leaves: bool = False


def _publish(request: PageRequest, period: MeetingPeriod) -> Said:
    services.publish_period(actor=request.user, period=period, guard_ok="guard_ok" in request.POST)
    return Said(_("It goes out in a minute. Until then you can take it back."))


def _undo(request: PageRequest, period: MeetingPeriod) -> Said:
    services.undo_period(actor=request.user, period=period)
    return Said(_("Taken back. Nobody was asked."))


def _discard(request: PageRequest, period: MeetingPeriod) -> Said:
    services.discard_period(actor=request.user, period=period)
    return Said(_("Thrown away."), leaves=True)


def _assign(request: PageRequest, period: MeetingPeriod) -> Said:
    given = len(services.assign_meetings(actor=request.user, period=period))
    words = ngettext("%(n)s child has a time now.", "%(n)s children have a time now.", given) % {"n": given}
    return Said(words + " " + _("Families see nothing until you announce it."))


def _announce(request: PageRequest, period: MeetingPeriod) -> Said:
    services.announce_meetings(actor=request.user, period=period)
    return Said(_("Announced. Families see their times now."))


def _remind(request: PageRequest, period: MeetingPeriod) -> Said:
    told = services.remind_unbooked(actor=request.user, period=period)
    return Said(ngettext("Reminded %(n)s family.", "Reminded %(n)s families.", told) % {"n": told})


ACTS: dict[str, Callable[[PageRequest, MeetingPeriod], Said]] = {
    "publish": _publish,
    "undo": _undo,
    "discard": _discard,
    "assign": _assign,
    "announce": _announce,
    "remind": _remind,
}
