"""Where a row says a child goes: facility, class, from which day. The past is never rewritten."""

from datetime import date, timedelta
from uuid import UUID

from facilities.models import Enrolment, Facility
from facilities.rosters.classes import plain
from facilities.rosters.people import ChildNow, EnrolmentNow, People, Place
from facilities.rosters.problems import Problem, problem
from facilities.rosters.rows import RowCells
from facilities.rosters.verdict import Effects, Verdict
from facilities.rosters.verdict import Place as NewPlace


def place_of(row: RowCells, people: People, only: UUID | None) -> Place | Problem:
    """The facility of a row: the one of the import, or the one it names."""
    named = people.places.get(plain(row.facility)) if row.facility else None
    if only is None:
        return named or (
            problem("no_such_facility", text=row.facility) if row.facility else problem("no_facility")
        )
    own = next(place for place in people.places.values() if place.id == only)
    return own if not row.facility or named is own else problem("other_facility", text=row.facility)


def enrol(row: RowCells, place: Place, starts_on: date, effects: Effects) -> list[Problem]:
    """A child who goes nowhere yet."""
    if not row.classroom:
        return [problem("no_class")]
    name = place.classes.find(row.classroom)
    if name is None:
        return [problem("no_such_class", text=row.classroom)]
    kind = _kind(place)
    effects.place = NewPlace(place.id, place.rooms[name], kind, starts_on)
    return []


def move(
    row: RowCells, child: ChildNow, reach: tuple[People, UUID | None], day: date, verdict: Verdict
) -> list[Problem]:
    """Another class from a day on, or a child who comes back. `reach` is who and which facility the import is for."""
    if not row.classroom and not row.facility:
        return []
    place = _place_of_known(row, child, reach, day)
    if not isinstance(place, Place):
        return [place]
    now = [one for one in child.enrolments if one.is_on(day)]
    here = next((one for one in now if one.facility_id == place.id), None)
    if now and here is None:
        return [problem("moves_facility")]
    if not row.classroom:
        return []
    coming = None if here else _coming(child, place, day)
    name = place.classes.find(row.classroom)
    if (known := coming or (here if name is None else None)) and plain(known.class_name) == plain(
        row.classroom
    ):
        return []
    if name is None:
        return [problem("no_such_class", text=row.classroom)]
    _change_class(here or coming, place, name, day, verdict)
    return []


def _coming(child: ChildNow, place: Place, day: date) -> EnrolmentNow | None:
    """The next time she is to go there."""
    later = [one for one in child.enrolments if one.starts_on > day and one.facility_id == place.id]
    return min(later, key=lambda one: one.starts_on, default=None)


def _place_of_known(
    row: RowCells, child: ChildNow, reach: tuple[People, UUID | None], day: date
) -> Place | Problem:
    people, only = reach
    if row.facility or only is not None:
        return place_of(row, people, only)
    ids = [one.facility_id for one in child.enrolments if one.is_on(day)] or [
        one.facility_id for one in child.enrolments
    ]
    return next((place for place in people.places.values() if place.id in ids[:1]), problem("no_facility"))


def _change_class(current: EnrolmentNow | None, place: Place, name: str, day: date, verdict: Verdict) -> None:
    room = place.rooms[name]
    effects = verdict.writes
    if current is None:
        effects.place = NewPlace(place.id, room, _kind(place), day)
    elif current.classroom_id == room:
        return
    elif current.starts_on >= day:
        effects.place = NewPlace(
            place.id, room, current.kind, current.starts_on, current.ends_on, replaces=current.id
        )
    else:
        effects.place = NewPlace(place.id, room, current.kind, day, current.ends_on, closes=current.id)
    first_day = effects.place.starts_on
    verdict.changes.append(["classroom", current.class_name if current else "", name, first_day.isoformat()])


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def _kind(place: Place) -> str:
    after_school = place.kind == Facility.Kind.AFTER_SCHOOL
    return Enrolment.Kind.AFTER_SCHOOL if after_school else Enrolment.Kind.REGULAR
