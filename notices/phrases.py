"""Emergency phrases, translated by people beforehand: a sender fills fields, nothing is machine-translated.

`{施設名}` stays in the text and becomes each family's own facility when it is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.errors import DomainError
from notices.phrase_dates import clock_words, in_an_hour, in_english, tomorrow, tonight

FACILITY = "{施設名}"


@dataclass(frozen=True)
class Phrase:
    """One situation in three languages. `fields` are (name, label, what it starts with now); `texts` {language: (title, body)}."""

    code: str
    label: Any
    fields: tuple[tuple[str, Any, Callable[[datetime], str]], ...]
    texts: dict[str, tuple[str, str]]
    urgency: str = "emergency"


DAY = ("day", gettext_lazy("Day"), tomorrow)
TIME = ("time", gettext_lazy("Time"), in_an_hour)
NOW = ("time", gettext_lazy("Time"), clock_words)
REPLY_BY = ("reply_by", gettext_lazy("Reply by"), tonight)

PHRASES: dict[str, Phrase] = {
    phrase.code: phrase
    for phrase in (
        Phrase(
            "closure_water",
            gettext_lazy("Closed (no water)"),
            (DAY, REPLY_BY),
            {
                "ja": (
                    "{day}は、すべての園がお休みです",
                    "浄水場の事故で水が止まるためです。{施設名}もお休みです。\n\n預け先がない方は、{reply_by}までに園へお電話ください。",
                ),
                "easy": (
                    "{day}は、保育園が 休みです",
                    "水が 出ません。だから {施設名}も 休みです。\n\n子どもを あずける ところが ない人は、{reply_by}までに 保育園に 電話を してください。",
                ),
                "en": (
                    "All nurseries are closed on {day}",
                    "An accident at the water works stops the water. {施設名} is closed too.\n\nIf you have nobody to look after your child, phone the nursery by {reply_by}.",
                ),
            },
        ),
        Phrase(
            "closure_weather",
            gettext_lazy("Closed (typhoon or heavy snow)"),
            (DAY, REPLY_BY),
            {
                "ja": (
                    "{day}は、悪天候のため休園します",
                    "{施設名}は、安全のためお休みします。家で過ごし、外出をひかえてください。\n\n預け先がない方は、{reply_by}までに園へお電話ください。",
                ),
                "easy": (
                    "{day}は、天気が とても 悪いので 休みです",
                    "{施設名}は 休みです。家に いてください。外に 出ないでください。\n\n子どもを あずける ところが ない人は、{reply_by}までに 保育園に 電話を してください。",
                ),
                "en": (
                    "Closed on {day} because of the weather",
                    "{施設名} is closed for safety. Please stay at home.\n\nIf you have nobody to look after your child, phone the nursery by {reply_by}.",
                ),
            },
        ),
        Phrase(
            "early_pick_up",
            gettext_lazy("Please collect your child"),
            (TIME,),
            {
                "ja": (
                    "{time}までにお迎えをお願いします",
                    "子どもたちは全員無事で、{施設名}にいます。あわてず、安全な道でお越しください。\n\n{time}に間に合わない方も、園でお預かりしています。園へお電話ください。",
                ),
                "easy": (
                    "{time}までに 子どもを むかえに 来てください",
                    "子どもは みんな 元気です。{施設名}に います。安全な 道で ゆっくり 来てください。\n\n{time}に 来ることが できない人は、保育園に 電話を してください。",
                ),
                "en": (
                    "Please collect your child by {time}",
                    "All children are safe at {施設名}. Do not hurry; come by a safe way.\n\nIf you cannot come by {time}, your child stays with us. Phone the nursery.",
                ),
            },
        ),
        Phrase(
            "earthquake_safe",
            gettext_lazy("Earthquake: everybody is safe"),
            (NOW,),
            {
                "ja": (
                    "地震がありました。子どもたちは全員無事です",
                    "{time}現在、{施設名}の子どもたちと職員は全員無事です。建物の安全を確認しています。\n\nお迎えは、ご自身の安全を確かめてからお越しください。",
                ),
                "easy": (
                    "地震が ありました。子どもは みんな 元気です",
                    "{time}に 確認しました。{施設名}の 子どもと 先生は みんな 元気です。\n\nあなたも 安全に 気をつけて、むかえに 来てください。",
                ),
                "en": (
                    "There was an earthquake. All children are safe",
                    "As of {time} all children and staff of {施設名} are safe. The building is being checked.\n\nMake sure that you are safe before you come.",
                ),
            },
        ),
        Phrase(
            "suspicious_person",
            gettext_lazy("Suspicious person nearby"),
            (),
            {
                "ja": (
                    "近くに不審な人がいるという連絡がありました",
                    "{施設名}は門を閉め、子どもたちは室内にいます。全員無事です。\n\nお迎えのときは、門でお名前を伝えてください。",
                ),
                "easy": (
                    "近くに あぶない人が いるかもしれません",
                    "{施設名}は 門を しめました。子どもは みんな 部屋の 中に います。元気です。\n\nむかえに 来たら、門で 名前を 言ってください。",
                ),
                "en": (
                    "A suspicious person was reported nearby",
                    "{施設名} has closed its gate and all children are indoors and safe.\n\nWhen you come, say your name at the gate.",
                ),
            },
        ),
        Phrase(
            "reopening",
            gettext_lazy("Open again"),
            (DAY,),
            {
                "ja": (
                    "{day}から、いつもどおり開園します",
                    "{施設名}は{day}からいつもの時間に開きます。ご協力ありがとうございました。",
                ),
                "easy": (
                    "{day}から、保育園が 開きます",
                    "{施設名}は {day}から いつもの 時間に 開きます。ありがとうございました。",
                ),
                "en": (
                    "Open as usual from {day}",
                    "{施設名} opens at the usual time from {day}. Thank you for your help.",
                ),
            },
            urgency="important",
        ),
    )
}


def fill_phrase(code: str, fields: dict[str, str], written: dict[str, Any]) -> dict[str, Any]:
    """Title, text and translations of a phrase. Words the sender wrote herself win, and lose the translations.

    A translation that no longer says the same as the Japanese would be worse than none.
    """
    phrase = PHRASES.get(code)
    if phrase is None:
        raise DomainError(_("This phrase does not exist. Choose one from the list. Nothing was saved."))
    now = timezone.localtime()
    values = {name: str(fields.get(name) or start(now))[:60] for name, _label, start in phrase.fields}
    english = {name: in_english(value) for name, value in values.items()}
    filled = {
        language: tuple(_fill(text, english if language == "en" else values) for text in pair)
        for language, pair in phrase.texts.items()
    }
    title, body = filled["ja"]
    own = (written.get("title") or title).strip() != title or _flat(written.get("body") or body) != _flat(
        body
    )
    if own:
        return {"translations": {}}
    return {
        "title": title,
        "body": body,
        "translations": {
            language: {"title": pair[0], "body": pair[1]}
            for language, pair in filled.items()
            if language != "ja"
        },
    }


def _fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _flat(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n"))
