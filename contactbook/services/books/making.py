"""A book is made a part at a time: whoever dies in the middle loses one part, and whoever comes next goes on.

Each step is short: it takes the lease, sets one part (or finds it set already), notes it and hands the rest on.
"""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from accounts.models import Language
from backend.celery import wake
from contactbook.book import joining, plan, setting, store
from contactbook.book.pictures import pictures_of
from contactbook.models import BookOrder, BookPart
from contactbook.selectors.books import book_of, keys_of, part_of
from contactbook.services.books.asking import OPEN, TASK

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 4
KEPT = {False: timedelta(days=14), True: timedelta(days=30)}  # by: is it part of a class?
State = BookOrder.State
log = structlog.get_logger()


def make_step(order_id: UUID) -> bool:
    """Do the next step of a book; True when there is another. Nothing to do for who comes while it is leased."""
    order = _lease(order_id)
    if order is None:
        return False
    with translation.override(_language(order)):
        try:
            _go_on(order)
        except Exception:
            log.exception("book_step_failed", order=str(order.pk))
            _give_up(order)
            raise
    return order.is_open


def _language(order: BookOrder) -> str:
    """The class's books in Japanese, a family's own in the language it reads."""
    return "en" if order.batch_id is None and order.asked_by.language == Language.ENGLISH else "ja"


def _lease(order_id: UUID) -> BookOrder | None:
    """The order, if nobody else works on it. After some steps that did not end it is given up."""
    now = timezone.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    taken = BookOrder.objects.filter(free, pk=order_id, state__in=OPEN).update(
        state=State.WORKING, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    order = BookOrder.objects.select_related("facility", "child", "household", "asked_by").get(pk=order_id)
    if order.attempts > MOST_ATTEMPTS:
        _give_up(order)
        return None
    return order


def _go_on(order: BookOrder) -> None:
    if not order.parts:
        order.parts = [{"key": key, "digest": "", "pages": 0} for key in keys_of(order)]
        order.total = len(order.parts) + 1
        if not order.parts:
            _finish(order, State.EMPTY)
            return
    waiting = next((part for part in order.parts if not part["digest"]), None)
    if waiting is None:
        _join(order)
        return
    waiting["digest"], waiting["pages"] = _made(order, waiting["key"])
    order.done, order.attempts = order.done + 1, 0
    _let_go(order, "parts", "done", "total")


def _made(order: BookOrder, key: str) -> tuple[str, int]:
    """The part's paper, by what stands in it: set now, or kept from an earlier book."""
    book = book_of(order)
    behind = [(part["key"], part["pages"]) for part in order.parts if part["digest"]]
    before = 0 if key == plan.COVER else plan.COVER_PAGES + sum(pages for _key, pages in behind)
    part = part_of(order, key, behind)
    written = setting.manuscript(book, key, part, before=before, bleed=order.bleed)
    file = store.part_file(order.facility_id, written.digest)
    known = BookPart.objects.filter(facility=order.facility_id, digest=written.digest).first()
    if known and file.exists():
        BookPart.objects.filter(pk=known.pk).update(used_at=timezone.now())
        return known.digest, known.pages
    with store.replacing(file) as half:
        pages = setting.set_manuscript(written, half, pictures_of(order.facility_id))
    BookPart.objects.update_or_create(
        facility_id=order.facility_id, digest=written.digest,
        defaults={"child_id": order.child_id, "pages": pages, "used_at": timezone.now()},
    )  # fmt: skip
    return written.digest, pages


def _join(order: BookOrder) -> None:
    """Cover, months, growth, end. A part whose file has gone is set again first."""
    gone = [one for one in order.parts if not store.part_file(order.facility_id, one["digest"]).exists()]
    if gone:
        for part in gone:
            part["digest"] = ""
        order.done -= len(gone)
        _let_go(order, "parts", "done")
        return
    cover, *rest = sorted(order.parts, key=lambda part: part["key"] != plan.COVER)
    papers = [
        joining.Paper(
            store.part_file(order.facility_id, part["digest"]), part["pages"], plan.title_of(part["key"])
        )
        for part in (cover, *rest)
    ]
    file = store.book_file(order.pk)
    with store.replacing(file) as half:
        order.pages = joining.join(
            papers, half, title=f"{order.child} {order.school_year}", place=order.facility.name
        )
    order.size, order.done = file.stat().st_size, order.total
    order.expires_at = timezone.now() + KEPT[order.batch_id is not None]
    _finish(order, State.DONE)


@transaction.atomic
def _finish(order: BookOrder, state: str) -> None:
    order.state = state
    _let_go(order, "state", "parts", "done", "total", "pages", "size", "expires_at")


def _let_go(order: BookOrder, *fields: str) -> None:
    order.leased_until = None
    order.save(update_fields=[*fields, "attempts", "leased_until"])
    if order.is_open:
        transaction.on_commit(lambda: wake(TASK, str(order.pk)))


def _give_up(order: BookOrder) -> None:
    """What cannot be set four times is left for a person to look at; before that the sweep tries again."""
    over = order.attempts >= MOST_ATTEMPTS
    BookOrder.objects.filter(pk=order.pk).update(
        state=State.FAILED if over else State.WAITING, leased_until=None if over else timezone.now()
    )
