"""The words that leave the house, in the language of each guardian.

Easy Japanese is a language of people, not of gettext: these few sentences stand here in all three.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from django.conf import settings

from notices.delivery.parcels import Parcel
from notices.phrases import FACILITY

EMERGENCY = {"ja": "【緊急】", "easy": "【とても 大切】", "en": "[Emergency] "}
DRILL = {"ja": "【訓練】", "easy": "【練習】", "en": "[Drill] "}
BETWEEN = {"ja": "、", "easy": "、", "en": ", "}
NEUTRAL_TITLE = {
    "ja": "新しいお知らせがあります",
    "easy": "新しい お知らせが あります",
    "en": "There is a new notice for you",
}
IMPORTANT_TITLE = {
    "ja": "大切なお知らせがあります",
    "easy": "大切な お知らせが あります",
    "en": "There is an important notice for you",
}
NEUTRAL_BODY = {
    "ja": "縁側を開いて、お読みください。",
    "easy": "縁側を 開いて、読んでください。",
    "en": "Please open Engawa and read it.",
}
OPEN = {"ja": "お知らせを開く", "easy": "お知らせを 開く", "en": "Open the notice"}
CONFIRM = {
    "ja": "開いて「確認しました」を押してください。読んだことが園に伝わります。",
    "easy": "開いて「確認しました」を 押してください。読んだことが 保育園に わかります。",
    "en": "Please open it and press “I have read this”, so that the nursery knows.",
}
FOOT = {
    "ja": "このメールには返信できません。",
    "easy": "このメールに 返事は できません。",
    "en": "This mail cannot be answered.",
}


@dataclass(frozen=True)
class Message:
    """What a guardian reads on a locked screen or in her mail. `body` is plain text."""

    language: str
    title: str
    body: str
    url: str
    sender: str
    is_emergency: bool

    @property
    def button(self) -> str:
        """The text of the link."""
        return OPEN[self.language]

    @property
    def request(self) -> str:
        """What an emergency asks for below its text."""
        return CONFIRM[self.language] if self.is_emergency else ""

    @property
    def foot(self) -> str:
        """The last line of a mail."""
        return FOOT[self.language]


def sameness_of(parcel: Parcel) -> tuple[Hashable, ...]:
    """Parcels with the same value read the same message."""
    return parcel.notice.pk, parcel.guardian.language, parcel.facilities


def message_of(parcel: Parcel) -> Message:
    """An emergency carries its text; anything else only says that there is something, and names nobody."""
    notice = parcel.notice
    language = parcel.guardian.language if parcel.guardian.language in NEUTRAL_TITLE else "ja"
    mark = DRILL[language] if notice.is_drill else ""
    url = f"{settings.BASE_URL}/notices/{notice.pk}/"
    sender = one_line(notice.sender_name)
    if notice.is_emergency:
        words = notice.words(language)
        place = BETWEEN[language].join(parcel.facilities)
        title = one_line(mark + EMERGENCY[language] + words["title"].replace(FACILITY, place))
        return Message(language, title, words["body"].replace(FACILITY, place), url, sender, True)
    titles = IMPORTANT_TITLE if notice.urgency == "important" else NEUTRAL_TITLE
    return Message(language, mark + titles[language], NEUTRAL_BODY[language], url, sender, False)


def one_line(text: str) -> str:
    """A header or a heading: line breaks and control characters of whoever wrote it become spaces."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
