"""Days and times in the words people use: 11月21日(土), 7:40, きのう 16:30."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _


def clock_words(at: datetime) -> str:
    """A time of day: 7:40."""
    local = timezone.localtime(at)
    return f"{local.hour}:{local.minute:02d}"


def day_words(value: date) -> str:
    """A day with its weekday, and its year when that is not this one: 11月21日(土), Sat 21 Nov."""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return date_format(day, _("D j M") if day.year == timezone.localdate().year else _("D j M Y"))


def moment_words(at: datetime) -> str:
    """When something happened or will: today only the time, yesterday and other days with the day."""
    day = timezone.localdate(at)
    today = timezone.localdate()
    if day == today:
        return clock_words(at)
    if day == today - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": clock_words(at)}
    return f"{day_words(day)} {clock_words(at)}"


def head_words(day: date) -> tuple[str, str]:
    """The large date of a page's head and its weekday: ('11月21日', '(土)')."""
    return date_format(day, _("j M")), f"({date_format(day, 'D')})"
