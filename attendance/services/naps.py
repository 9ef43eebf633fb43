"""Naps: falling asleep, each look, waking. Rows may come late and in any order; what was seen is never lost."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.events import NapsMoved
from attendance.models import Nap, NapCheck, NapRoom
from attendance.policies import require_class_staff, require_pupil_of
from attendance.selectors.settings import settings_of
from backend.errors import Conflict, DomainError
from backend.events import publish
from backend.ids import uuid7
from backend.moments import believed
from facilities.acting import device_in_hand
from facilities.clock import day_of
from facilities.models import Child, Classroom
from facilities.topics import board_topic, staff_topic

LATE_AFTER = timedelta(minutes=1)
SAME_SLEEP = timedelta(minutes=1)  # two tablets that hear of one falling asleep do so within this time
BABIES = 0


@dataclass(frozen=True)
class Look:
    """One look, as a tablet tells it: its own id and time. `was_turned`: lay on the front, now on the back."""

    id: UUID
    at: datetime | None
    position: str
    was_turned: bool = False
    colour: str = NapCheck.Colour.GOOD
    note: str = ""


@transaction.atomic
def start_nap(*, actor: User, classroom: Classroom, child: Child, id: UUID, at: datetime | None) -> Nap:
    """She fell asleep. A second tablet, or a replay, gets the nap that is known."""
    at = _admit(actor, classroom, child, at)
    known = Nap.objects.filter(pk=id).first()
    if known:
        return _hers(known, child)
    day = day_of(at, classroom.facility)
    naps = _naps_of_day(child, at, classroom)
    before = _at(naps, at)
    if before and (before.woke_at is None or before.woke_at > at):
        return before
    later = [nap for nap in naps if nap.slept_at > at]
    if later and later[0].slept_at - at <= SAME_SLEEP:
        return later[0]
    _end_forgotten(child, day)
    every = nap_interval(classroom)
    woke = at if later else None  # told late: another nap has begun since; its own end may still come
    nap = Nap.objects.create(
        id=id,
        facility=classroom.facility,
        classroom=classroom,
        child=child,
        day=day,
        slept_at=at,
        woke_at=woke,
        every=every,
    )
    _tell(classroom)
    return nap


@transaction.atomic
def check_nap(*, actor: User, classroom: Classroom, child: Child, look: Look) -> NapCheck:
    """Somebody looked. The look belongs to the nap of its moment, whichever tablet began that."""
    at = _admit(actor, classroom, child, look.at)
    known = NapCheck.objects.select_related("nap").filter(pk=look.id).first()
    if known:
        _hers(known.nap, child)
        return known
    nap = _nap_for_look(actor, classroom, child, at)
    check = NapCheck.objects.create(
        id=look.id,
        facility=classroom.facility,
        nap=nap,
        at=at,
        position=look.position,
        was_turned=look.was_turned and look.position == NapCheck.Position.FRONT,
        colour=look.colour,
        note=look.note,
        was_late=_was_late(nap, at),
        by=actor,
        device_id=device_in_hand(),
    )
    if nap.last_check_at is None or nap.last_check_at < at:
        Nap.objects.filter(pk=nap.pk).update(last_check_at=at)
    _tell(classroom)
    return check


@transaction.atomic
def end_nap(*, actor: User, classroom: Classroom, child: Child, at: datetime | None) -> Nap:
    """She woke up. Twice is once; nobody wakes before the last look that found her asleep."""
    at = _admit(actor, classroom, child, at)
    naps = _naps_of_day(child, at, classroom)
    nap = _at(naps, at)
    if nap is None:
        raise DomainError(_("No nap was going on at that time. Nothing was saved."), code="no_nap")
    if nap.woke_at is not None and nap.woke_at > nap.slept_at:
        return nap
    if nap.last_check_at and nap.last_check_at > at:
        raise Conflict(
            _("Somebody looked at her asleep after that time, so the nap goes on. Nothing was changed."),
            code="seen_asleep",
        )
    following = min((row.slept_at for row in naps if row.slept_at > nap.slept_at), default=at)
    nap.woke_at = min(at, following)
    nap.save(update_fields=["woke_at"])
    _tell(classroom)
    return nap


@transaction.atomic
def note_room(
    *, actor: User, classroom: Classroom, id: UUID, at: datetime | None, degrees: float, humidity: int
) -> NapRoom:
    """How warm and how moist the room is. A replay changes nothing."""
    require_class_staff(actor, classroom)
    values = {"at": believed(at), "degrees": degrees, "humidity": humidity, "by": actor}
    row, is_new = NapRoom.objects.get_or_create(
        id=id, defaults={"facility": classroom.facility, "classroom": classroom, **values}
    )
    if row.classroom_id != classroom.pk:
        raise Conflict(_("This note belongs to another class. Nothing was saved."), code="other_note")
    if is_new:
        _tell(classroom)
    return row


def nap_interval(classroom: Classroom) -> int:
    """How many minutes may pass between two looks: fewer where the youngest sleep."""
    settings = settings_of(classroom.facility_id)
    return settings.nap_minutes_babies if classroom.age == BABIES else settings.nap_minutes


def _admit(actor: User, classroom: Classroom, child: Child, at: datetime | None) -> datetime:
    """The authority, the time that counts; and whoever else writes of this child waits until this is done."""
    require_class_staff(actor, classroom)
    moment = believed(at)
    require_pupil_of(child, classroom, day_of(moment, classroom.facility))
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    return moment


def _naps_of_day(child: Child, at: datetime, classroom: Classroom) -> list[Nap]:
    day = day_of(at, classroom.facility)
    return list(
        Nap.objects.filter(child=child, facility=classroom.facility, day=day).order_by("slept_at", "pk")
    )


def _at(naps: list[Nap], at: datetime) -> Nap | None:
    """The nap that had begun last at a moment."""
    return next((nap for nap in reversed(naps) if nap.slept_at <= at), None)


def _nap_for_look(actor: User, classroom: Classroom, child: Child, at: datetime) -> Nap:
    naps = _naps_of_day(child, at, classroom)
    found = _at(naps, at)
    if found:
        return found
    if not naps:
        return start_nap(actor=actor, classroom=classroom, child=child, id=uuid7(), at=at)
    first = naps[0]  # she slept already when another tablet heard of it
    first.slept_at = at
    first.save(update_fields=["slept_at"])
    return first


def _end_forgotten(child: Child, day: date) -> None:
    """A nap that nobody ended on another day, or here before, does not stand in the way: it ends at its last look."""
    forgotten = Nap.objects.filter(child=child, woke_at__isnull=True).exclude(day=day)
    forgotten.update(woke_at=Coalesce("last_check_at", "slept_at"))


def _was_late(nap: Nap, at: datetime) -> bool:
    """Against the look before it in time, not in order of arrival."""
    before = NapCheck.objects.filter(nap=nap, at__lt=at).order_by("at").last()
    since = before.at if before else nap.slept_at
    return at - since > timedelta(minutes=nap.every) + LATE_AFTER


def _hers(nap: Nap, child: Child) -> Nap:
    if nap.child_id != child.pk:
        raise Conflict(_("This belongs to another child. Nothing was saved."), code="other_child")
    return nap


def _tell(classroom: Classroom) -> None:
    """The tablets and PCs of the facility look again."""
    topics = [staff_topic(classroom.facility_id), board_topic(classroom.facility_id)]
    publish(NapsMoved(classroom.facility_id, classroom.pk), topics=topics)
