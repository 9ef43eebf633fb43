"""The words of the notice that asks: a survey's, an event's or a meeting's own, and until when."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from notices.phrase_dates import ENGLISH_MONTHS, WEEKDAYS, clock_words, day_words
from surveys.models import Event, MeetingPeriod, Survey

UNTIL = {
    "ja": "{when}までにお答えください。",
    "easy": "{when}までに こたえてください。",
    "en": "Please answer until {when}.",
}
REPLY = "{when}までに、縁側で出欠をお知らせください。"
MEETINGS = {
    MeetingPeriod.Mode.FIRST_COME: "{when}までに、ご都合のよい時間をお選びください。",
    MeetingPeriod.Mode.WISHES: "{when}までに、ご希望の時間をお知らせください。",
}


def notice_words(survey: Survey) -> dict[str, Any]:
    """`title`, `body` and `translations` for the notice; a language without a title of its own is left out."""
    others = {
        language: {"title": survey.words(language)["title"], "body": _body(survey, language)}
        for language in ("easy", "en")
        if survey.translations.get(language, {}).get("title")
    }
    return {"title": survey.title, "body": _body(survey, "ja"), "translations": others}


def _body(survey: Survey, language: str) -> str:
    introduction = survey.words(language)["introduction"]
    return "\n\n".join(part for part in (introduction, _until(survey, language)) if part)


def _until(survey: Survey, language: str) -> str:
    return UNTIL[language].replace("{when}", _when(survey.closes_at, language)) if survey.closes_at else ""


def meeting_words(period: MeetingPeriod) -> dict[str, Any]:
    """`title` and `body` of the notice that asks for a time (or for wishes); its own words are Japanese."""
    asking = MEETINGS[MeetingPeriod.Mode(period.mode)]
    until = asking.replace("{when}", _when(period.closes_at, "ja")) if period.closes_at else ""
    return {"title": period.title, "body": "\n\n".join(part for part in (period.text, until) if part)}


def invitation_words(event: Event) -> dict[str, Any]:
    """`title` and `body` of the notice that asks who comes: when, where, what to bring; its words are Japanese."""
    until = REPLY.replace("{when}", _when(event.reply_by, "ja")) if event.reply_by else ""
    facts = [
        f"日時 {_span(event)}",
        f"場所 {event.place}" if event.place else "",
        "持ち物 " + "、".join(event.bring.split("\n")).replace("\r", "") if event.bring else "",
    ]
    parts = ("\n".join(fact for fact in facts if fact), event.text, until)
    return {"title": event.title, "body": "\n\n".join(part for part in parts if part)}


def _span(event: Event) -> str:
    first, last = (
        f"{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})" for day in (event.starts_on, event.ends_on)
    )
    clocks = "〜".join(f"{at.hour}:{at.minute:02}" for at in (event.starts_at, event.ends_at) if at)
    days = first if first == last else f"{first}〜{last}"
    return f"{days} {clocks}".strip()


def _when(moment: datetime, language: str) -> str:
    at = timezone.localtime(moment)
    if language == "en":
        return f"{ENGLISH_MONTHS[at.month - 1]} {at.day}, {clock_words(at)}"
    return f"{day_words(at)}{clock_words(at)}"
