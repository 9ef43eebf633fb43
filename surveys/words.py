"""The words of the notice that asks: a survey's, an event's or a meeting's own, and until when; each in three."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from notices.phrase_dates import ENGLISH_MONTHS, ENGLISH_WEEKDAYS, clock_words, day_words
from surveys.models import Event, MeetingPeriod, Survey

UNTIL = {
    "ja": "{when}までにお答えください。",
    "easy": "{when}までに こたえてください。",
    "en": "Please answer until {when}.",
}
REPLY = {
    "ja": "{when}までに、縁側で出欠をお知らせください。",
    "easy": "{when}までに、来るか 来ないか、縁側で 教えてください。",
    "en": "Please tell us in Engawa by {when} whether you will come.",
}
FACTS = {
    "ja": {"when": "日時 {}", "where": "場所 {}", "bring": "持ち物 {}"},
    "easy": {"when": "いつ {}", "where": "どこで {}", "bring": "持って くる もの {}"},
    "en": {"when": "When: {}", "where": "Where: {}", "bring": "To bring: {}"},
}
BETWEEN = {"ja": "、", "easy": "、", "en": ", "}
MEETINGS = {
    MeetingPeriod.Mode.FIRST_COME: {
        "ja": "{when}までに、ご都合のよい時間をお選びください。",
        "easy": "{when}までに、来られる 時間を 選んでください。",
        "en": "Please choose a time that suits you by {when}.",
    },
    MeetingPeriod.Mode.WISHES: {
        "ja": "{when}までに、ご希望の時間をお知らせください。",
        "easy": "{when}までに、来たい 時間を 教えてください。",
        "en": "Please tell us by {when} which times you would like.",
    },
}
LANGUAGES = ("ja", "easy", "en")


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
    return _parts(introduction, _until(survey, language))


def _until(survey: Survey, language: str) -> str:
    return UNTIL[language].replace("{when}", _when(survey.closes_at, language)) if survey.closes_at else ""


def meeting_words(period: MeetingPeriod) -> dict[str, Any]:
    """The notice that asks for a time (or for wishes): the nursery's own words, and in each language what to do."""
    asking = MEETINGS[MeetingPeriod.Mode(period.mode)]
    until = {
        language: asking[language].replace("{when}", _when(period.closes_at, language))
        for language in LANGUAGES
        if period.closes_at
    }
    return _in_each(
        {
            language: {"title": period.title, "body": _parts(period.text, until.get(language, ""))}
            for language in LANGUAGES
        }
    )


def invitation_words(event: Event) -> dict[str, Any]:
    """The notice that asks who comes: when, where, what to bring in each language, round the nursery's own words."""
    return _in_each({language: _invitation(event, language) for language in LANGUAGES})


def _in_each(words: dict[str, dict[str, str]]) -> dict[str, Any]:
    others = {language: said for language, said in words.items() if language != "ja"}
    return {**words["ja"], "translations": others}


def _invitation(event: Event, language: str) -> dict[str, str]:
    own = event.translations.get(language, {})
    place, bring = own.get("place") or event.place, own.get("bring") or event.bring
    things = BETWEEN[language].join(thing.strip() for thing in bring.splitlines() if thing.strip())
    said = {"when": _span(event, language), "where": place, "bring": things}
    facts = "\n".join(FACTS[language][name].format(text) for name, text in said.items() if text)
    until = REPLY[language].replace("{when}", _when(event.reply_by, language)) if event.reply_by else ""
    text = own.get("text") or event.text
    return {"title": own.get("title") or event.title, "body": _parts(facts, text, until)}


def _parts(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _span(event: Event, language: str) -> str:
    first, last = _day(event.starts_on, language), _day(event.ends_on, language)
    between = "–" if language == "en" else "〜"
    clocks = between.join(f"{at.hour}:{at.minute:02}" for at in (event.starts_at, event.ends_at) if at)
    days = first if first == last else f"{first}{between}{last}"
    return f"{days}{', ' if language == 'en' and clocks else ' '}{clocks}".strip()


def _day(day: date, language: str) -> str:
    if language == "en":
        return f"{ENGLISH_WEEKDAYS[day.weekday()]}, {ENGLISH_MONTHS[day.month - 1]} {day.day}"
    return day_words(day)


def _when(moment: datetime, language: str) -> str:
    at = timezone.localtime(moment)
    if language == "en":
        return f"{ENGLISH_MONTHS[at.month - 1]} {at.day}, {clock_words(at)}"
    return f"{day_words(at)}{clock_words(at)}"
