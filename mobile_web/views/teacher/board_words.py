"""The words of boards: there are hundreds on a page, and only these."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from attendance.states import Alarm, State
from facilities.models import Guardian


@dataclass(frozen=True, slots=True)
class BoardWords:
    """In one language."""

    states: Mapping[State, str]
    alarms: Mapping[Alarm, str]
    relations: Mapping[str, str]
    comes: str
    planned: str


def board_words() -> BoardWords:
    """In the language of the page."""
    return _words_in(get_language())


@lru_cache(maxsize=8)
def _words_in(_language: str | None) -> BoardWords:
    return BoardWords(
        states=_state_words(),
        alarms=_alarm_words(),
        relations={value: str(label) for value, label in Guardian.Relation.choices},
        comes=_("Comes"),
        planned=_("planned"),
    )


def _state_words() -> dict[State, str]:
    return {
        State.EXPECTED: pgettext("attendance", "To come"),
        State.LATE: pgettext("attendance", "Late"),
        State.HERE: pgettext("attendance", "Here"),
        State.LEFT: pgettext("attendance", "Gone home"),
        State.ABSENT: pgettext("attendance", "Absent"),
        State.NO_WORD: pgettext("attendance", "No word"),
        State.OFF: pgettext("attendance", "No place today"),
    }


def _alarm_words() -> dict[Alarm, str]:
    """What does not fit, as a teacher would say it."""
    return {
        Alarm.SAID_HERE: _("The family says she is here"),
        Alarm.NO_WORD: _("No word"),
        Alarm.PICKER: _("Check who fetched her"),
        Alarm.ABSENT_BUT_HERE: _("Reported absent, but stamped"),
        Alarm.NOT_LEFT: _("Still here after closing"),
        Alarm.LEFT_WITHOUT_ARRIVAL: _("No arrival stamped"),
        Alarm.REVIEW: _("Look at the time"),
    }


def words_of(state: State) -> str:
    """The state's word on boards."""
    return board_words().states[state]


def alarm_words(alarm: Alarm) -> str:
    """What does not fit, in words."""
    return board_words().alarms[alarm]
