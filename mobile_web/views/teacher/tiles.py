"""A child of the board as components/child_tile.html shows her: words, state, what a tap would do."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from attendance.days import zone_of
from attendance.models import Report
from attendance.selectors.board import BoardRow, DayBoard
from attendance.states import Alarm, State

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
    unconfirmed: tuple[UUID, ...] = ()
    care: tuple[object, ...] = field(default=())
    day_url: str = ""

    @property
    def is_here(self) -> bool:
        return self.slug == "present"


@dataclass(frozen=True)
class Count:
    """One figure above the tiles, which is also a filter."""

    slug: str
    word: str
    number: int


def words_of(state: State) -> str:
    """The state's word on boards."""
    return {
        State.EXPECTED: pgettext("attendance", "To come"),
        State.LATE: pgettext("attendance", "Late"),
        State.HERE: pgettext("attendance", "Here"),
        State.LEFT: pgettext("attendance", "Gone home"),
        State.ABSENT: pgettext("attendance", "Absent"),
        State.NO_WORD: pgettext("attendance", "No word"),
        State.OFF: pgettext("attendance", "No place today"),
    }[state]


def counts_of(board: DayBoard) -> list[Count]:
    """Here, to come, late, absent, gone home, no word."""
    return [Count(SLUGS[state], words_of(state), board.counts.get(state, 0)) for state in COUNTED]


def tiles_of(board: DayBoard, *, own: Collection[UUID] = ()) -> list[Tile]:
    """In the order of the board, which never changes; her `own` children's days she does not open."""
    return [_tile(board, row, own) for row in board.rows]


def _tile(board: DayBoard, row: BoardRow, own: Collection[UUID]) -> Tile:
    child = row.child
    person = row.pick_up.proxy or (row.pick_up.picker.get_relation_display() if row.pick_up.picker else "")
    return Tile(
        id=child.pk,
        given=child.given_name,
        kana=child.given_kana if child.given_kana != child.given_name else "",
        family=child.family_name,
        tint=row.classroom.tint,
        slug=SLUGS[row.state],
        text=_text(board, row),
        plan=_plan(row, person),
        is_barred=not row.pick_up.may,
        alarms=tuple(alarm_words(alarm) for alarm in row.alarms if alarm is not Alarm.NO_WORD),
        adults=tuple(row.adults),
        planned_by=person,
        unconfirmed=tuple(report.pk for report in row.unconfirmed),
        day_url="" if child.pk in own else reverse("attendance_child_day", args=[child.pk, board.day]),
    )


def _text(board: DayBoard, row: BoardRow) -> str:
    """The word of the state, with the time of the stamp."""
    word = words_of(row.state)
    stamped = row.attendance
    at = stamped and (stamped.last_at if row.state in (State.HERE, State.LEFT) else None)
    return f"{word} {clock(board, at)}" if at else word


def _plan(row: BoardRow, person: str) -> tuple[str, str, str]:
    """Who comes and when; for who is not here yet, when she comes; for who is absent, why."""
    if row.state is State.ABSENT:
        return ("", "", reason_words(row.word))
    if row.state is State.OFF:
        return ("", "", "")
    if row.state in (State.EXPECTED, State.LATE, State.NO_WORD):
        said = row.word.note if row.word and row.state is State.LATE else ""
        return (_("Comes"), hour(row.comes_at), said or (_("planned") if row.comes_at else ""))
    return ("", hour(row.pick_up.at), person)


def reason_words(report: Report | None) -> str:
    """Why a child is absent, in a few words: the temperature where there is one."""
    if report is None:
        return ""
    if report.temperature is not None:
        return _("Fever %(degrees)s ℃") % {"degrees": report.temperature}
    return str(report.get_reason_display()) if report.reason else ""


def alarm_words(alarm: Alarm) -> str:
    """What does not fit, as a teacher would say it."""
    return {
        Alarm.SAID_HERE: _("The family says she is here"),
        Alarm.NO_WORD: _("No word"),
        Alarm.ABSENT_BUT_HERE: _("Reported absent, but stamped"),
        Alarm.NOT_LEFT: _("Still here after closing"),
        Alarm.LEFT_WITHOUT_ARRIVAL: _("No arrival stamped"),
        Alarm.REVIEW: _("Look at the time"),
    }[alarm]


def clock(board: DayBoard, at: datetime) -> str:
    """A moment as the facility's clock shows it."""
    return timezone.localtime(at, zone_of(board.facility)).strftime("%-H:%M")


def hour(at: time | None) -> str:
    """17:30, or nothing."""
    return at.strftime("%-H:%M") if at else ""
