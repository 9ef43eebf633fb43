"""What a child's day looks like at this moment, and what about it needs somebody. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class State(Enum):
    """The states of the board; each has its colour, icon and word in the design's language."""

    EXPECTED = "expected"
    LATE = "late"
    HERE = "here"
    LEFT = "left"
    ABSENT = "absent"
    NO_WORD = "no-word"
    OFF = "off"


class Alarm(Enum):
    """What does not fit together, the loudest first."""

    SAID_HERE = "said_here"
    NO_WORD = "no_word"
    PICKER = "picker"
    ABSENT_BUT_HERE = "absent_but_here"
    NOT_LEFT = "not_left"
    LEFT_WITHOUT_ARRIVAL = "left_without_arrival"
    REVIEW = "review"


@dataclass(frozen=True)
class Facts:
    """What is known of a child's day: stamps, words of the family, and the clock's two marks of the facility."""

    has_arrived: bool = False
    is_here: bool = False
    has_left: bool = False
    is_due: bool = True
    is_absent: bool = False
    late_until: datetime | None = None
    is_missing: bool = False
    is_said_here: bool = False
    needs_review: bool = False
    is_picker_doubtful: bool = False


def state_of(facts: Facts, now: datetime, watch_at: datetime) -> State:
    """Stamps say most; then the family's word; after the watch's time silence is 'no word'."""
    if facts.is_here:
        return State.HERE
    if facts.has_left:
        return State.LEFT
    if facts.is_absent:
        return State.ABSENT
    if facts.is_missing:
        return State.NO_WORD
    if facts.late_until:
        return State.LATE if now <= facts.late_until else State.NO_WORD
    if not facts.is_due:
        return State.OFF
    return State.EXPECTED if now < watch_at else State.NO_WORD


def alarms_of(facts: Facts, state: State, now: datetime, not_left_at: datetime) -> tuple[Alarm, ...]:
    """Everything about this child that somebody should look at, the loudest first."""
    found = {
        Alarm.SAID_HERE: facts.is_said_here,
        Alarm.NO_WORD: state is State.NO_WORD,
        Alarm.PICKER: facts.is_picker_doubtful,
        Alarm.ABSENT_BUT_HERE: facts.is_absent and facts.has_arrived,
        Alarm.NOT_LEFT: facts.is_here and now >= not_left_at,
        Alarm.LEFT_WITHOUT_ARRIVAL: facts.has_left and not facts.has_arrived,
        Alarm.REVIEW: facts.needs_review,
    }
    return tuple(alarm for alarm, is_so in found.items() if is_so)
