"""The calendar: writing an event, letting families see it, telling them what changed, taking it off."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.models import Classroom, Facility, Organisation
from facilities.policies import require_sender
from notices.services import Telling, notify_each
from surveys.models import Event, EventChange, EventClassroom
from surveys.selectors.events import guardians_at
from surveys.services.event_files import forget_files_of
from surveys.services.invitations import keep_invitation
from surveys.services.traces import note_act

EVENT_FIELDS = frozenset(
    {
        "kind", "title", "text", "bring", "place", "translations", "starts_on", "ends_on", "starts_at", "ends_at",
        "ages", "asks_reply", "reply_unit", "reply_by", "companions_most",
    }
)  # fmt: skip
# What families have planned by: a change of these is announced.
ANNOUNCED = ("title", "starts_on", "ends_on", "starts_at", "ends_at", "place", "bring")
DAYS_MOST = 62
KIND = "event"


@transaction.atomic
def save_event(
    *,
    actor: User,
    organisation: Organisation,
    facility: Facility | None,
    event: Event | None = None,
    version: int | None = None,
    classrooms: Collection[UUID] | None = None,
    **fields: Any,
) -> Event:
    """Create or change an event; a change of what families have planned by is logged and announced to them."""
    require_sender(actor, organisation.pk, facility.pk if facility else None)
    if event is None:
        event = Event(organisation=organisation, facility=facility, author=actor)
    else:
        event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
        _require_version(event, version)
    before = {name: getattr(event, name) for name in ANNOUNCED}
    for name, value in fields.items():
        if name in EVENT_FIELDS:
            setattr(event, name, value)
    _require_sound(event)
    event.version += 1
    event.changed_at = timezone.now()
    event.save()
    if classrooms is not None:
        _name_classes(event, classrooms)
    keep_invitation(actor, event)
    if event.is_published:
        _announce(actor, event, before)
    note_act(actor, "event.save", event)
    return event


@transaction.atomic
def publish_event(*, actor: User, event: Event) -> Event:
    """Families see it in their calendars from now on. Twice is once."""
    require_sender(actor, event.organisation_id, event.facility_id)
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if event.is_published:
        return event
    if event.asks_reply and (event.reply_by is None or event.reply_by <= timezone.now()):
        raise DomainError(_("Say until when families reply. Nothing was published."))
    event.is_published = True
    event.save(update_fields=["is_published"])
    if event.asks_reply:
        _tell(event, "published")
    note_act(actor, "event.publish", event)
    return event


@transaction.atomic
def cancel_event(*, actor: User, event: Event, reason: str = "") -> Event:
    """It does not take place; it stays in the calendars, struck out, and families are told. Twice is once."""
    require_sender(actor, event.organisation_id, event.facility_id)
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if event.cancelled_at is not None:
        return event
    event.cancelled_at, event.cancel_reason = timezone.now(), reason.strip()[:200]
    event.version += 1
    event.changed_at = event.cancelled_at
    event.save(update_fields=["cancelled_at", "cancel_reason", "version", "changed_at"])
    keep_invitation(actor, event)
    if event.is_published:
        _tell(event, "cancelled")
    note_act(actor, "event.cancel", event)
    return event


@transaction.atomic
def discard_event(*, actor: User, event: Event) -> None:
    """Throw a draft away; what families have seen can only be cancelled."""
    require_sender(actor, event.organisation_id, event.facility_id)
    forget_files_of(event)
    if not Event.objects.filter(pk=event.pk, is_published=False).delete()[0]:
        raise Conflict(_("Families see this already. It can be cancelled, not thrown away."))


def _announce(actor: User, event: Event, before: dict[str, Any]) -> None:
    changed = {name: old for name, old in before.items() if getattr(event, name) != old}
    if not changed or event.ends_on < timezone.localdate():
        return
    EventChange.objects.create(
        event=event,
        by=actor,
        before={name: _plain(old) for name, old in changed.items()},
        after={name: _plain(getattr(event, name)) for name in changed},
    )
    _tell(event, f"changed:{event.version}")


def _tell(event: Event, what: str) -> None:
    """One message a guardian, in the name of the first facility where a child of hers is concerned."""
    expires = timezone.now() + timedelta(days=1)
    told: dict[UUID, list[UUID]] = defaultdict(list)
    for guardian, place in guardians_at(event, timezone.localdate()).items():
        told[place].append(guardian)
    for place, guardians in sorted(told.items()):
        telling = Telling(event.pk, f"{KIND}:{event.pk}:{what}", tuple(guardians))
        notify_each(tellings=[telling], facility_id=place, kind=KIND, expires_at=expires)


def _name_classes(event: Event, classrooms: Collection[UUID]) -> None:
    rooms = Classroom.objects.filter(pk__in=classrooms, facility__organisation=event.organisation_id)
    if event.facility_id:
        rooms = rooms.filter(facility=event.facility_id)
    found = list(rooms.values_list("pk", flat=True))
    if len(found) != len(set(classrooms)):
        raise DomainError(_("One of these classes is not of this place. Nothing was saved."))
    event.classrooms.exclude(classroom__in=found).delete()
    EventClassroom.objects.bulk_create(
        (EventClassroom(event=event, classroom_id=room) for room in found), ignore_conflicts=True
    )


def _require_version(event: Event, version: int | None) -> None:
    if version is not None and event.version != version:
        raise Conflict(_("Somebody else changed this event. Look at it again; nothing was saved."))
    if event.cancelled_at is not None:
        raise Conflict(_("This event was cancelled. Make a new one; nothing was saved."))


def _require_sound(event: Event) -> None:
    if not event.title.strip():
        raise DomainError(_("Write a title. Nothing was saved."))
    if not event.starts_on <= event.ends_on <= event.starts_on + timedelta(days=DAYS_MOST):
        raise DomainError(_("The last day must lie within two months after the first. Nothing was saved."))
    is_one_day = event.starts_on == event.ends_on
    if event.ends_at and (event.starts_at is None or (is_one_day and event.ends_at <= event.starts_at)):
        raise DomainError(_("The end must be later than the beginning. Nothing was saved."))
    if event.asks_reply and event.is_published and event.reply_by is None:
        raise DomainError(_("Say until when families reply. Nothing was saved."))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime | time) else value
