"""What can be done with an event by one button, and a year's plan as its months."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mobile_web.http import PageRequest
from surveys import services
from surveys.models import Event


@dataclass(frozen=True)
class Act:
    """One button: the service it calls, what is said then, and whether the event is gone."""

    service: Callable[[PageRequest, Event], object]
    done: Promise
    leaves: bool = False


class PlannedMonth(NamedTuple):
    """A month of the plan with its events."""

    first: date
    events: list[Event]


ACTS = {
    "publish": Act(
        lambda request, row: services.publish_event(actor=request.user, event=row),
        _("Published. Families see it in their calendars."),
    ),
    "invite": Act(
        lambda request, row: services.invite_to_event(
            actor=request.user, event=row, guard_ok="guard_ok" in request.POST
        ),
        _("It is in the calendars. Families are asked in a minute; until then you can take it back."),
    ),
    "uninvite": Act(
        lambda request, row: services.take_invitation_back(actor=request.user, event=row),
        _("Taken back. Nobody was asked."),
    ),
    "remind": Act(
        lambda request, row: services.remind_of_event(actor=request.user, event=row),
        _("Those who have not replied are reminded."),
    ),
    "cancel": Act(
        lambda request, row: services.cancel_event(
            actor=request.user, event=row, reason=request.POST.get("reason", "")
        ),
        _("Cancelled. Families are told."),
    ),
    "discard": Act(
        lambda request, row: services.discard_event(actor=request.user, event=row),
        _("Thrown away."),
        leaves=True,
    ),
}


def year_of(school_year: int, events: list[Event]) -> list[PlannedMonth]:
    """April to March, also months in which nothing happens."""
    months = [date(school_year + (number > 12), (number - 1) % 12 + 1, 1) for number in range(4, 16)]
    return [
        PlannedMonth(
            first,
            [one for one in events if (one.starts_on.year, one.starts_on.month) == (first.year, first.month)],
        )
        for first in months
    ]
