"""Last year's calendar once more: drafts on their new days, without replies, papers and invitations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.calendar import first_day, last_day
from facilities.models import Classroom, Facility, Organisation
from facilities.policies import require_sender
from surveys.models import Event, EventClassroom
from surveys.selectors.event_years import copy_key, events_of_year
from surveys.services.traces import note_act

COPIED = (
    "organisation_id", "facility_id", "kind", "title", "text", "bring", "place", "translations", "starts_at",
    "ends_at", "ages", "asks_reply", "reply_unit", "companions_most",
)  # fmt: skip


@dataclass(frozen=True)
class Copy:
    """Which event, and its first day in the next school year."""

    source: UUID
    starts_on: date


@transaction.atomic
def copy_events(
    *,
    actor: User,
    organisation: Organisation,
    facility: Facility | None,
    year: int,
    copies: Sequence[Copy],
) -> int:
    """Draft these events of a school year in the next; returns how many are new. Twice is once."""
    require_sender(actor, organisation.pk, facility.pk if facility else None)
    days = {copy.source: copy.starts_on for copy in copies}
    rows = events_of_year(actor, organisation, facility, year).filter(pk__in=days)
    sources = list(rows.prefetch_related("classrooms__classroom").order_by("pk"))
    if len(sources) != len(days):
        raise Conflict(_("One of these events is no longer there. Look again; nothing was copied."))
    _require_in(year + 1, sources, days)
    _one_at_a_time(organisation, facility)
    keys = [copy_key(source.pk, year + 1) for source in sources]
    known = set(Event.objects.filter(pk__in=keys).values_list("pk", flat=True))
    new = [source for source in sources if copy_key(source.pk, year + 1) not in known]
    rooms = _rooms_of(new, year + 1)
    for source in new:
        _write(actor, source, days[source.pk], year + 1, rooms)
    return len(new)


def _require_in(year: int, sources: Collection[Event], days: dict[UUID, date]) -> None:
    for source in sources:
        if not first_day(year) <= days[source.pk] <= last_day(year):
            raise DomainError(
                _("%(title)s: choose a day of the new school year. Nothing was copied.")
                % {"title": source.title}
            )


def _one_at_a_time(organisation: Organisation, facility: Facility | None) -> None:
    """Two offices that copy at the same moment wait for each other."""
    if facility:
        Facility.objects.select_for_update(no_key=True, of=("self",)).get(pk=facility.pk)
    else:
        Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)


def _rooms_of(sources: Collection[Event], year: int) -> dict[tuple[UUID, str], Classroom]:
    """{(facility, name): class} of that year, where the copied events have classes."""
    places = {one.classroom.facility_id for source in sources for one in source.classrooms.all()}
    rooms = Classroom.objects.filter(facility__in=places, school_year=year)
    return {(room.facility_id, room.name): room for room in rooms}


def _write(
    actor: User, source: Event, day: date, year: int, rooms: dict[tuple[UUID, str], Classroom]
) -> None:
    """For the classes of the same name; before they are made, for children of the same age."""
    moved: timedelta = day - source.starts_on
    copy = Event(
        pk=copy_key(source.pk, year), author=actor, **{name: getattr(source, name) for name in COPIED}
    )
    copy.starts_on, copy.ends_on = day, source.ends_on + moved
    if source.reply_by:
        copy.reply_by = timezone.localtime(source.reply_by) + moved
    before = [one.classroom for one in source.classrooms.all()]
    found = [rooms.get((room.facility_id, room.name)) for room in before]
    after = [room for room in found if room is not None]
    if len(after) < len(before):
        after, copy.ages = [], sorted({*copy.ages, *(room.age for room in before)})
    copy.save(force_insert=True)
    EventClassroom.objects.bulk_create(EventClassroom(event=copy, classroom=room) for room in after)
    note_act(actor, "event.copy", copy)
