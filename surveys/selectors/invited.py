"""Who still owes a reply to an event: a family on its own pages, the families of a place for its office."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Household
from facilities.selectors.family import Family
from surveys.models import Event, EventReply, Unit
from surveys.selectors.events import concerns, homes_at, replies_of


@dataclass(frozen=True)
class ReplyDue:
    """An event that waits for her reply, and the children for whom it does; of a whole family one of them."""

    event: Event
    children: tuple[Child, ...]


@dataclass(frozen=True)
class Invited:
    """One who replies once: a family, or one child of it. `child` is one of hers where the family replies."""

    household: Household
    child: Child
    children: tuple[Child, ...]
    reply: EventReply | None


def replies_due(family: Family) -> list[ReplyDue]:
    """What waits for her, the first to end first. One query where nothing is open, else three for any number."""
    asking = {"asks_reply": True, "reply_by__gt": timezone.now(), "cancelled_at": None}
    received = Event.objects.received_by(family.user).filter(**asking).order_by("reply_by", "pk")
    events = list(received.prefetch_related("classrooms"))
    said = {(row.event_id, row.child_id) for row in replies_of(family.user, events)} if events else set()
    due = [ReplyDue(event, _silent(event, family, said)) for event in events]
    return [one for one in due if one.children]


def _silent(event: Event, family: Family, said: set[tuple[UUID, UUID | None]]) -> tuple[Child, ...]:
    if event.reply_unit != Unit.CHILD and (event.pk, None) in said:
        return ()
    rows = (row for row in family.enrolments if row.child_id in family.answers and concerns(event, row))
    children = sorted({row.child for row in rows}, key=lambda one: (one.born_on, one.pk))
    return tuple(one for one in children if event.reply_unit != Unit.CHILD or (event.pk, one.pk) not in said)


def invited_at(user: User, event: Event, facility: UUID, day: date) -> list[Invited]:
    """Who replies once, of the children of this facility whom she knows; who has not replied first. Four queries."""
    asked = homes_at(event, day, facility=facility)
    known = Child.objects.visible_to(user)
    children = known.in_bulk({child for those in asked.values() for child in those})
    homes = {home: mine for home, those in asked.items() if (mine := those & children.keys())}
    households = Household.objects.in_bulk(homes)
    said = EventReply.objects.filter(event=event, household__in=homes).select_related("replied_by")
    replies = {(row.household_id, row.child_id): row for row in said}
    rows: list[Invited] = []
    for home, keys in homes.items():
        hers = tuple(sorted((children[key] for key in keys), key=lambda one: (one.born_on, one.pk)))
        if event.reply_unit == Unit.CHILD:
            rows += [Invited(households[home], one, (one,), replies.get((home, one.pk))) for one in hers]
        else:
            rows.append(Invited(households[home], hers[0], hers, replies.get((home, None))))
    return sorted(
        rows, key=lambda row: (row.reply is not None, row.household.name, row.child.born_on, row.child.pk)
    )
