"""A child's book as it is read: her entries and the journals of her classes, a month at a time, found by words."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet

from contactbook.finding import Wanted
from contactbook.models import Entry, EntryPhoto, EntryReading, Side, State
from contactbook.models.entries import EntryQuerySet
from facilities.models import Child, Enrolment

FOUND_A_PAGE = 30
READ_STATES = (State.SENT, State.PUBLISHED)


def book_of(rows: EntryQuerySet, child: Child, enrolments: Sequence[Enrolment]) -> EntryQuerySet:
    """Of the entries somebody may see, those of one child's book; `enrolments` are all of hers."""
    return rows.filter(Q(child=child) | _journals(enrolments))


def month_of_book(rows: EntryQuerySet, month: date) -> list[Entry]:
    """A month of a book, the newest day first, with what stands beside each entry. Four queries."""
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return with_parts(rows.filter(day__gte=month, day__lt=after))


def with_parts(rows: EntryQuerySet) -> list[Entry]:
    """Entries with template, place, writers, photos and readings."""
    readings = EntryReading.objects.select_related("user").order_by("read_at", "pk")
    known = rows.select_related("template", "classroom", "facility", "sent_by", "written_by", "child")
    parts = (photos_shown(), Prefetch("readings", readings))
    return list(known.prefetch_related(*parts).order_by("-day", "side", "pk"))


def photos_shown() -> "Prefetch[str, QuerySet[EntryPhoto], str]":
    """The photos of entries that were not taken out again, as `shown_photos`."""
    rows = EntryPhoto.objects.filter(removed_at__isnull=True).order_by("added_at", "pk")
    return Prefetch("photos", rows, to_attr="shown_photos")


def day_before(rows: EntryQuerySet, child: Child, enrolments: Sequence[Enrolment], day: date) -> date | None:
    """The last day before this one on which something stands in the book."""
    return _edge(rows.filter(day__lt=day), child, enrolments, "-day", max)


def day_after(rows: EntryQuerySet, child: Child, enrolments: Sequence[Enrolment], day: date) -> date | None:
    """The first day after this one on which something stands in the book."""
    return _edge(rows.filter(day__gt=day), child, enrolments, "day", min)


def found_in(
    rows: EntryQuerySet, asked: Wanted, before: date | None = None
) -> tuple[list[Entry], date | None]:
    """Entries that hold all the words, the newest first, and the day from which an older page goes on.

    A page ends with a whole day, so that no day is torn apart.
    """
    for word in asked.words:
        rows = rows.filter(words__contains=word)
    for first, last in asked.days:
        rows = rows.filter(day__gte=first, day__lte=last)
    if before is not None:
        rows = rows.filter(day__lt=before)
    rows = rows.select_related("classroom", "child", "template", "facility")
    found = list(rows.order_by("-day", "side", "pk")[: FOUND_A_PAGE + 1])
    if len(found) <= FOUND_A_PAGE:
        return found, None
    torn = found[-1].day
    whole = [row for row in found if row.day > torn]
    if not whole:
        return list(rows.filter(day=torn).order_by("side", "pk")), torn
    return whole, whole[-1].day


def _journals(enrolments: Sequence[Enrolment]) -> Q:
    """Journals of the classes she was in, while she was."""
    found = Q(pk__isnull=True)
    for row in enrolments:
        stay = Q(side=Side.CLASS, classroom=row.classroom_id, day__gte=row.starts_on)
        found |= stay & Q(day__lte=row.ends_on) if row.ends_on else stay
    return found


def _edge(
    rows: EntryQuerySet, child: Child, enrolments: Sequence[Enrolment], order: str, nearest: object
) -> date | None:
    """Asked apart, each by its own index."""
    sides = (rows.filter(child=child), *(rows.filter(_journals([row])) for row in enrolments))
    days = [side.order_by(order).values_list("day", flat=True).first() for side in sides]
    found = [day for day in days if day is not None]
    return nearest(found) if found else None  # type: ignore[operator]
