"""Exactly what a family will see: the app, the locked screen and the mail, made by the code that sends them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from facilities.models import Facility
from notices.delivery.letters import Letter
from notices.delivery.words import letter_of
from notices.models import Notice
from notices.selectors.audience import chosen_classrooms
from notices.selectors.inbox import band

LABELS = (("ja", "日本語", ""), ("easy", "やさしい日本語", ""), ("en", "English", "en"))


@dataclass(frozen=True)
class Preview:
    """The screens of a family of one facility of the audience."""

    facility: Facility | None
    sender: str
    texts: tuple[dict[str, Any], ...]
    letter: Letter
    mail_from: str


def of(notice: Notice, sample: int = 0) -> Preview:
    """With the facility at place `sample` of the audience; of nobody it shows the text as it is."""
    facility = _sample(notice, sample)
    seen = band(notice, [facility] if facility else [], is_confirmed=False)
    texts = tuple(
        {
            "code": code,
            "label": label,
            "lang": lang,
            "title": seen.texts[code]["title"],
            "paragraphs": [part for part in seen.texts[code]["body"].splitlines() if part.strip()],
            "checked": code == "ja",
        }
        for code, label, lang in LABELS
        if code in seen.texts
    )
    names = (facility.name,) if facility else ()
    return Preview(facility, seen.sender, texts, letter_of(notice, "ja", names), settings.DEFAULT_FROM_EMAIL)


def _sample(notice: Notice, number: int) -> Facility | None:
    chosen = Facility.objects.filter(pk__in=chosen_classrooms(notice).values("facility")).in_order()
    found = list(chosen[number : number + 1])
    return found[0] if found else chosen.first()
