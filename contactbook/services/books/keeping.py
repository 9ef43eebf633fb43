"""What a lost wake-up or a dead worker left goes on; what its time is over for goes."""

import time
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from backend.celery import wake
from contactbook.book import store
from contactbook.models import BookOrder, BookPart
from contactbook.services.books.asking import OPEN, TASK
from contactbook.services.books.making import make_step

PARTS_KEPT = timedelta(days=45)
MOST = 200


def resume_books() -> int:
    """Wake a worker for every book that nobody works on."""
    waiting = _free()
    for order in waiting:
        wake(TASK, str(order))
    return len(waiting)


def make_waiting(*, seconds: float) -> int:
    """Make books here and now, oldest first, as long as there is time: what works without workers."""
    until, steps = time.monotonic() + seconds, 0
    for order in _free():
        goes_on = True
        while goes_on and time.monotonic() < until:
            goes_on = make_step(order)
            steps += 1
    return steps


def remove_expired() -> int:
    """Files of books whose time is over, parts that no book used for long, and what half-written files are left."""
    now = timezone.now()
    over = list(BookOrder.objects.filter(state=BookOrder.State.DONE, expires_at__lte=now)[:MOST])
    for order in over:
        store.book_file(order.pk).unlink(missing_ok=True)
    BookOrder.objects.filter(pk__in=[order.pk for order in over]).update(state=BookOrder.State.EXPIRED)
    parts = list(BookPart.objects.filter(used_at__lte=now - PARTS_KEPT)[:MOST])
    for part in parts:
        store.part_file(part.facility_id, part.digest).unlink(missing_ok=True)
    BookPart.objects.filter(pk__in=[part.pk for part in parts]).delete()
    return len(over) + len(parts) + _removed_orphans()


def _removed_orphans() -> int:
    """Half-written files of dead workers, and files whose order or part is gone, as when a child was erased."""
    orders = {
        str(pk) for pk in BookOrder.objects.filter(state=BookOrder.State.DONE).values_list("pk", flat=True)
    }
    parts = set(BookPart.objects.values_list("digest", flat=True))
    files = store.files_but(orders | parts, timezone.now() - timedelta(days=1))
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _free() -> list[UUID]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=timezone.now())
    orders = BookOrder.objects.filter(free, state__in=OPEN).order_by("asked_at")
    return list(orders.values_list("pk", flat=True)[:MOST])
