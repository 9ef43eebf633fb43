"""A child's measures with where they stand, and a class on its measuring day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import User
from contactbook.growth import MEASURES, band_of, months_between
from contactbook.models import GrowthCurve, GrowthRecord
from facilities.models import Child, Classroom, Enrolment, on_day


@dataclass(frozen=True)
class Measured:
    """One measure of one day. `band` as in contactbook.growth.band_of; None without a reference."""

    measure: str
    value: float
    band: tuple[int | None, int | None] | None


@dataclass(frozen=True)
class MeasuringDay:
    """What was measured on a day, at an age in months."""

    day: date
    months: float
    measures: tuple[Measured, ...]


@dataclass(frozen=True)
class Growth:
    """A child's measures, the oldest first, and the reference behind them ('' where none was chosen)."""

    child: Child
    sex: str
    days: tuple[MeasuringDay, ...]

    def points(self, measure: str) -> list[tuple[float, float]]:
        """(months, value) of one measure."""
        return [
            (day.months, one.value) for day in self.days for one in day.measures if one.measure == measure
        ]

    def newest(self, measure: str) -> Measured | None:
        """None where it was never measured."""
        measures = (one for day in reversed(self.days) for one in day.measures if one.measure == measure)
        return next(measures, None)


@dataclass(frozen=True)
class ClassRow:
    """A child of a class on a measuring day: what stands for the day, and the last before it."""

    child: Child
    today: GrowthRecord | None
    before: GrowthRecord | None


def growth_of(child: Child, records: Iterable[GrowthRecord]) -> Growth:
    """From records the reader may see. One query for the reference."""
    sex = GrowthCurve.objects.filter(child=child).values_list("sex", flat=True).first() or ""
    rows = sorted(records, key=lambda row: row.measured_on)
    return Growth(child, sex, tuple(_day(child, row, sex) for row in rows))


def class_growth(user: User, classroom: Classroom, day: date, own: Iterable[UUID]) -> list[ClassRow]:
    """Every child of the class but the reader's own, by reading, with the measures she may see. Two queries."""
    enrolments = Enrolment.objects.filter(on_day(day), classroom=classroom).exclude(child__in=list(own))
    rows = enrolments.select_related("child").order_by("child__family_kana", "child__given_kana", "child_id")
    children = {row.child_id: row.child for row in rows}
    records = GrowthRecord.objects.visible_to(user).filter(
        child__in=children, facility=classroom.facility_id, measured_on__lte=day
    )
    found: dict[UUID, list[GrowthRecord]] = {}
    for record in records.order_by("measured_on"):
        found.setdefault(record.child_id, []).append(record)
    return [_row(child, found.get(pk, []), day) for pk, child in children.items()]


def _row(child: Child, records: Sequence[GrowthRecord], day: date) -> ClassRow:
    today = next((row for row in records if row.measured_on == day), None)
    before = [row for row in records if row.measured_on < day]
    return ClassRow(child, today, before[-1] if before else None)


def _day(child: Child, row: GrowthRecord, sex: str) -> MeasuringDay:
    months = months_between(child.born_on, row.measured_on)
    values = ((name, getattr(row, name)) for name in MEASURES)
    return MeasuringDay(
        row.measured_on,
        months,
        tuple(
            Measured(name, float(value), band_of(name, sex, months, float(value)) if sex else None)
            for name, value in values
            if value is not None
        ),
    )
