"""A child of the board as templatetags/tiles.py shows her: words, state, what a tap would do."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.models import Report
from attendance.selectors.board import BoardRow, DayBoard, PickUp
from attendance.states import Alarm, State
from facilities.clock import zone_of
from facilities.selectors.tablets import FirstName
from mobile_web.templatetags.tiles import SOMEBODY
from mobile_web.views.teacher.board_words import BoardWords, board_words

# The states' names in the design's language.
SLUGS = {
    State.EXPECTED: "expected",
    State.LATE: "late",
    State.HERE: "present",
    State.LEFT: "left",
    State.ABSENT: "absent",
    State.NO_WORD: "noshow",
    State.OFF: "absent",
}
COUNTED = (State.HERE, State.EXPECTED, State.LATE, State.ABSENT, State.LEFT, State.NO_WORD)


@dataclass(frozen=True)
class NewWord:
    """What a family said and nobody has confirmed. A change of what was confirmed is compared, not tapped away."""

    id: UUID
    version: int
    text: str
    is_change: bool


@dataclass(frozen=True)
class Tile:
    """One child; `plan` is (words before, time, words after), `adults` who may fetch her."""

    id: UUID
    given: str
    kana: str
    family: str
    tint: str
    slug: str
    text: str
    plan: tuple[str, str, str]
    is_barred: bool
    alarms: tuple[str, ...]
    adults: tuple[tuple[str, str], ...] = ()
    planned_by: str = ""
    unconfirmed: tuple[NewWord, ...] = ()
    care: tuple[object, ...] = field(default=())
    dose_at: str = ""
    day_url: str = ""

    @property
    def is_here(self) -> bool:
        return self.slug == "present"


@dataclass(frozen=True)
class Health:
    """What must not be overlooked, by child: allergies, and when the next medicine is due."""

    allergies: Mapping[UUID, tuple[object, ...]] = field(default_factory=dict)
    doses: Mapping[UUID, datetime] = field(default_factory=dict)


NO_HEALTH = Health()


@dataclass(frozen=True)
class Count:
    """One figure above the tiles, which is also a filter."""

    slug: str
    word: str
    number: int


def counts_of(board: DayBoard) -> list[Count]:
    """Here, to come, late, absent, gone home, no word."""
    words = board_words().states
    return [Count(SLUGS[state], words[state], board.counts.get(state, 0)) for state in COUNTED]


@dataclass(frozen=True, slots=True)
class _Page:
    """What is the same for every tile: translated words, the clock, the way to a child's day."""

    words: BoardWords
    zone: ZoneInfo
    day_url: str
    own: Collection[UUID]
    care: Mapping[UUID, tuple[object, ...]]
    doses: Mapping[UUID, datetime]


def tiles_of(board: DayBoard, *, own: Collection[UUID] = (), health: Health = NO_HEALTH) -> list[Tile]:
    """In the order of the board, which never changes. Of her `own` children she reads no word: colleagues do."""
    page = _Page(
        words=board_words(),
        zone=zone_of(board.facility),
        day_url=reverse("attendance_child_day", args=[SOMEBODY, board.day]),
        own=own,
        care=health.allergies,
        doses=health.doses,
    )
    return [_tile(page, row) for row in board.rows]


def room_tiles_of(board: DayBoard, names: Iterable[FirstName]) -> list[Tile]:
    """For a tablet on which nobody acts: first names, and who is here or has gone. No family's word, no adult."""
    words, zone = board_words().states, zone_of(board.facility)
    rows = {row.child.pk: row for row in board.rows}
    return [_room_tile(words, zone, name, rows[name.id]) for name in names if name.id in rows]


def _room_tile(words: Mapping[State, str], zone: ZoneInfo, name: FirstName, row: BoardRow) -> Tile:
    state = row.state if row.state in (State.HERE, State.LEFT) else State.EXPECTED
    at = row.attendance.last_at if row.attendance and state is not State.EXPECTED else None
    return Tile(
        id=name.id,
        given=f"{name.given_name} ({name.initial})" if name.initial else name.given_name,
        kana=name.given_kana if name.given_kana != name.given_name else "",
        family="",
        tint=row.classroom.tint,
        slug=SLUGS[state],
        text=f"{words[state]} {hour(at.astimezone(zone).time())}" if at else words[state],
        plan=("", "", ""),
        is_barred=False,
        alarms=(),
    )


def room_counts_of(tiles: list[Tile]) -> list[Count]:
    """Here, to come, gone home: nothing that tells who stays away."""
    words = board_words().states
    shown = Counter(tile.slug for tile in tiles)
    return [
        Count(SLUGS[one], words[one], shown[SLUGS[one]]) for one in (State.HERE, State.EXPECTED, State.LEFT)
    ]


def _tile(page: _Page, row: BoardRow) -> Tile:
    child, pick_up, is_own = row.child, row.pick_up, row.child.pk in page.own
    person = "" if is_own else _person(page, pick_up)
    return Tile(
        id=child.pk,
        given=child.given_name,
        kana=child.given_kana if child.given_kana != child.given_name else "",
        family=child.family_name,
        tint=row.classroom.tint,
        slug=SLUGS[row.state],
        text=_text(page, row),
        plan=("", "", "") if is_own else _plan(page.words, row, person),
        is_barred=not pick_up.may,
        alarms=tuple(page.words.alarms[alarm] for alarm in row.alarms if alarm is not Alarm.NO_WORD),
        adults=() if is_own else row.adults,
        planned_by=person,
        unconfirmed=() if is_own else new_words(row),
        care=page.care.get(child.pk, ()),
        dose_at="" if is_own else _dose(page, child.pk),
        day_url="" if is_own else page.day_url.replace(SOMEBODY, str(child.pk)),
    )


def new_words(row: BoardRow) -> tuple[NewWord, ...]:
    """What waits for a tap of staff on a child's tile or line."""
    return tuple(
        NewWord(
            one.pk, one.version, f"{one.get_kind_display()} {hour(one.time)}".strip(), bool(one.replaces_id)
        )
        for one in row.unconfirmed
    )


def _person(page: _Page, pick_up: PickUp) -> str:
    return pick_up.proxy or (page.words.relations[pick_up.picker.relation] if pick_up.picker else "")


def _dose(page: _Page, child: UUID) -> str:
    at = page.doses.get(child)
    return hour(at.astimezone(page.zone).time()) if at else ""


def _text(page: _Page, row: BoardRow) -> str:
    """The word of the state, with the time of the stamp."""
    word = page.words.states[row.state]
    stamped = row.attendance
    at = stamped and (stamped.last_at if row.state in (State.HERE, State.LEFT) else None)
    return f"{word} {hour(at.astimezone(page.zone).time())}" if at else word


def _plan(words: BoardWords, row: BoardRow, person: str) -> tuple[str, str, str]:
    """Who comes and when; for who is not here yet, when she comes; for who is absent, why."""
    if row.state is State.ABSENT:
        return ("", "", reason_words(row.word))
    if row.state is State.OFF:
        return ("", "", "")
    if row.state in (State.EXPECTED, State.LATE, State.NO_WORD):
        said = row.word.note if row.word and row.state is State.LATE else ""
        return (words.comes, hour(row.comes_at), said or (words.planned if row.comes_at else ""))
    return ("", hour(row.pick_up.at), person)


def reason_words(report: Report | None) -> str:
    """Why a child is absent, in a few words: the temperature where there is one."""
    if report is None:
        return ""
    if report.temperature is not None:
        return _("Fever %(degrees)s ℃") % {"degrees": report.temperature}
    return str(report.get_reason_display()) if report.reason else ""


def hour(at: time | None) -> str:
    """17:30, or nothing."""
    return f"{at.hour}:{at.minute:02d}" if at else ""
