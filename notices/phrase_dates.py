"""Days and times in phrases: what a field starts with, and how a Japanese day is said in English."""

import re
from datetime import date, datetime, timedelta

WEEKDAYS = "月火水木金土日"
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAY = re.compile(
    r"(?:(?P<month>1[0-2]|[1-9])月)?(?P<day>3[01]|[12]?[0-9])日(?:[((](?P<weekday>[月火水木金土日])[))])?"
)
CLOCK = re.compile(r"(?P<hour>2[0-3]|[01]?[0-9]):(?P<minute>[0-5][0-9])")
ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def day_words(moment: date) -> str:
    """11月24日(火)"""
    return f"{moment.month}月{moment.day}日({WEEKDAYS[moment.weekday()]})"


def clock_words(moment: datetime) -> str:
    """9:05"""
    return f"{moment.hour}:{moment.minute:02}"


def tomorrow(now: datetime) -> str:
    return day_words(now + timedelta(days=1))


def tonight(now: datetime) -> str:
    """Six o'clock of today, or of tomorrow when that is over."""
    evening = now.replace(hour=18, minute=0)
    return f"{day_words(evening if now < evening else evening + timedelta(days=1))}18:00"


def in_an_hour(now: datetime) -> str:
    """The next half hour at least an hour away."""
    later = now + timedelta(minutes=89)
    return f"{later.hour}:{later.minute // 30 * 30:02}"


def in_english(text: str) -> str:
    """「11月24日(火)」 is Tuesday 24 November, 「22日(日)12:00」 12:00 on Sunday the 22nd; other words stay."""
    day = DAY.search(text)
    if day is None:
        return text
    clock = CLOCK.search(text, day.end())
    rest = (
        text[: day.start()]
        + text[day.end() : clock.start() if clock else None]
        + (text[clock.end() :] if clock else "")
    )
    if rest.strip():
        return text
    words = _english_day(day)
    return f"{clock.group()} on {words}" if clock else words


def _english_day(day: re.Match[str]) -> str:
    number = int(day["day"])
    weekday = f"{ENGLISH_WEEKDAYS[WEEKDAYS.index(day['weekday'])]} " if day["weekday"] else ""
    if day["month"]:
        return f"{weekday}{number} {ENGLISH_MONTHS[int(day['month']) - 1]}"
    return f"{weekday}the {number}{ORDINALS.get(number, 'th')}"
