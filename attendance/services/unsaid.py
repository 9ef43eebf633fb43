"""A word about today that no longer holds: who was kept home is expected again, and missed where nobody saw her."""

from datetime import date

from django.db import connection
from django.utils import timezone

from attendance.models import NoShow, WatchRun
from attendance.selectors.watch import silent_children
from facilities.clock import moment_at, today_at
from facilities.models import Child, Facility

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def lock_watch(facility: Facility, day: date) -> None:
    """The watch of a place, and whoever takes back a word there, go one after the other until they commit."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"watch {facility.pk} {day}"])


def word_gone(child: Child, facility: Facility) -> None:
    """The watch has looked today and heard a word that does not hold any more: her family is to be phoned.

    Before the watch's hour there is nothing to do, since it will ask; after closing nobody is looked for.
    """
    now, day = timezone.now(), today_at(facility)
    lock_watch(facility, day)
    has_run = WatchRun.objects.filter(facility=facility, day=day).exists()
    if not has_run or now >= moment_at(facility, day, facility.closes_at):
        return
    if child.pk not in silent_children(facility, day, now, [child.pk]):
        return
    row, is_new = NoShow.objects.get_or_create(
        facility=facility,
        child=child,
        day=day,
        defaults={"state": NoShow.State.TO_PHONE, "asked_at": now, "phone_at": now},
    )
    if not is_new:
        _open_again(row)


def _open_again(row: NoShow) -> None:
    NoShow.objects.filter(pk=row.pk, state=NoShow.State.CLOSED, is_alarm=False).update(
        state=NoShow.State.TO_PHONE, phone_at=timezone.now(), answer="", answered_by=None, answered_at=None,
        closed_at=None, closed_by=None, claimed_by=None, lease_until=None,
    )  # fmt: skip
