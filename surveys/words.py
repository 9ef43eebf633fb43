"""The words of the notice that asks: the survey's own, and until when, in each language it was written in."""

from typing import Any

from django.utils import timezone

from notices.phrase_dates import ENGLISH_MONTHS, clock_words, day_words
from surveys.models import Survey

UNTIL = {
    "ja": "{when}までにお答えください。",
    "easy": "{when}までに こたえてください。",
    "en": "Please answer until {when}.",
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
    if survey.closes_at is None:
        return ""
    at = timezone.localtime(survey.closes_at)
    when = f"{day_words(at)}{clock_words(at)}"
    if language == "en":
        when = f"{ENGLISH_MONTHS[at.month - 1]} {at.day}, {clock_words(at)}"
    return UNTIL[language].replace("{when}", when)
