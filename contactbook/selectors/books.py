"""What stands in a bound book: the entries of a child's school year as one household may read them."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.formats import date_format

from contactbook.book import plan
from contactbook.book.days import days_of
from contactbook.models import BookOrder, Entry, EntryPhoto, GrowthRecord, Side, State
from contactbook.selectors.growth import growth_of
from facilities.calendar import first_day, last_day
from facilities.models import Enrolment

EntryRows = QuerySet[Entry]


def book_of(order: BookOrder) -> plan.Book:
    """Whose book it is, with the classes of the year."""
    rooms = [row.classroom.name for row in _enrolments(order)]
    return plan.Book(
        order.child, order.facility, order.household, order.school_year, "・".join(dict.fromkeys(rooms))
    )


def keys_of(order: BookOrder) -> list[str]:
    """The parts in the order they are made: months in which something stands, growth, the end, and the cover last.

    None without a single entry: there is nothing to bind.
    """
    enrolments = _enrolments(order)
    days = _entries(order, *_year(order)).only("child", "classroom", "day")
    months = sorted({f"{entry.day:%Y-%m}" for entry in days if _is_in(entry, enrolments)})
    if not months:
        return []
    growth = [plan.GROWTH] if _growth(order) else []
    return [*months, *growth, plan.END, plan.COVER]


def month_of_book(order: BookOrder, key: str) -> plan.Month:
    """A month with everything that stands in it; key as "2026-04"."""
    first = date.fromisoformat(f"{key}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    enrolments = _enrolments(order)
    shown = EntryPhoto.objects.filter(removed_at__isnull=True).order_by("added_at", "pk")
    rows = _entries(order, first, last).select_related("template", "sent_by", "written_by")
    entries = rows.prefetch_related(Prefetch("photos", shown, to_attr="shown"))
    rooms = [row.classroom.name for row in enrolments if row.starts_on <= last and _lasts(row, first)]
    return plan.Month(
        first, "・".join(dict.fromkeys(rooms)), days_of(row for row in entries if _is_in(row, enrolments))
    )


def part_of(order: BookOrder, key: str, made: Iterable[tuple[str, int]]) -> object:
    """What a part is set from. `made` are (key, pages) of the parts before it in the book."""
    if key == plan.COVER:
        return plan.Cover(plan.contents_of(list(made)))
    if key == plan.GROWTH:
        rows = _growth(order)
        return plan.Growth(tuple(rows), growth_of(order.child, rows))
    if key == plan.END:
        return plan.End(date_format(order.asked_at, "DATE_FORMAT"))
    return month_of_book(order, key)


def _year(order: BookOrder) -> tuple[date, date]:
    return first_day(order.school_year), last_day(order.school_year)


def _entries(order: BookOrder, first: date, last: date) -> EntryRows:
    """Of these days: what the nursery published, what this home sent, and the journals of her classes."""
    rooms = {row.classroom_id for row in _enrolments(order)}
    whose = (
        Q(child=order.child_id, side=Side.NURSERY, state=State.PUBLISHED)
        | Q(child=order.child_id, side=Side.HOME, state=State.SENT, household=order.household_id)
        | Q(classroom__in=rooms, side=Side.CLASS, state=State.PUBLISHED)
    )
    return Entry.objects.filter(whose, facility=order.facility_id, day__gte=first, day__lte=last)


def _is_in(entry: Entry, enrolments: list[Enrolment]) -> bool:
    """A class's journal counts on the days on which she was in the class."""
    if entry.child_id is not None:
        return True
    rooms = (row for row in enrolments if row.classroom_id == entry.classroom_id)
    return any(row.starts_on <= entry.day and _lasts(row, entry.day) for row in rooms)


def _lasts(row: Enrolment, day: date) -> bool:
    return row.ends_on is None or row.ends_on >= day


def _enrolments(order: BookOrder) -> list[Enrolment]:
    first, last = _year(order)
    rows = Enrolment.objects.filter(child=order.child_id, facility=order.facility_id, starts_on__lte=last)
    lasting = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
    return list(lasting.select_related("classroom").order_by("starts_on", "pk"))


def _growth(order: BookOrder) -> list[GrowthRecord]:
    rows = GrowthRecord.objects.filter(
        child=order.child_id, facility=order.facility_id, measured_on__range=_year(order)
    )
    return list(rows.order_by("measured_on", "pk"))
