"""The words of a notice that leave the house, in the language of each guardian.

Easy Japanese is a language of people, not of gettext: these few sentences stand here in all three.
"""

from collections.abc import Sequence

from django.conf import settings

from notices.delivery.letters import Button, Letter, one_line
from notices.models import Notice
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
SURVEY_TITLE = {
    "ja": "アンケートのお願いです",
    "easy": "アンケートの お願いです",
    "en": "There is a survey for you",
}
SURVEY_BODY = {
    "ja": "縁側を開いて、お答えください。",
    "easy": "縁側を 開いて、答えてください。",
    "en": "Please open Engawa and answer it.",
}
MEETING_TITLE = {
    "ja": "面談の日時をお選びください",
    "easy": "面談の 日と 時間を 選んでください",
    "en": "Please choose a time for a meeting",
}
MEETING_BODY = {
    "ja": "縁側を開いて、お選びください。",
    "easy": "縁側を 開いて、選んでください。",
    "en": "Please open Engawa and choose.",
}
EVENT_TITLE = {
    "ja": "行事の出欠をお知らせください",
    "easy": "行事に 来るか 教えてください",
    "en": "Please say whether you come to an event",
}
EVENT_BODY = {
    "ja": "縁側を開いて、お返事ください。",
    "easy": "縁側を 開いて、返事を してください。",
    "en": "Please open Engawa and reply.",
}
ASKING = {
    "event": (EVENT_TITLE, EVENT_BODY),
    "survey": (SURVEY_TITLE, SURVEY_BODY),
    "meeting": (MEETING_TITLE, MEETING_BODY),
}
OPEN = {"ja": "お知らせを開く", "easy": "お知らせを 開く", "en": "Open the notice"}
CONFIRM = {
    "ja": "開いて「確認しました」を押してください。読んだことが園に伝わります。",
    "easy": "開いて「確認しました」を 押してください。読んだことが 保育園に わかります。",
    "en": "Please open it and press “I have read this”, so that the nursery knows.",
}


def letter_of(notice: Notice, language: str, facilities: Sequence[str]) -> Letter:
    """An emergency carries its text; anything else only says that there is something, and names nobody."""
    language = language if language in NEUTRAL_TITLE else "ja"
    mark = DRILL[language] if notice.is_drill else ""
    url = f"{settings.BASE_URL}/notices/{notice.pk}/"
    sender, buttons = one_line(notice.sender_name), (Button(OPEN[language], url),)
    if notice.is_emergency:
        words = notice.words(language)
        place = BETWEEN[language].join(facilities)
        title = one_line(mark + EMERGENCY[language] + words["title"].replace(FACILITY, place))
        body = words["body"].replace(FACILITY, place)
        return Letter(language, title, body, url, sender, buttons, is_urgent=True, request=CONFIRM[language])
    if notice.asks in ASKING:
        titles, bodies = ASKING[notice.asks]
        return Letter(language, mark + titles[language], bodies[language], url, sender, buttons)
    titles = IMPORTANT_TITLE if notice.urgency == "important" else NEUTRAL_TITLE
    return Letter(language, mark + titles[language], NEUTRAL_BODY[language], url, sender, buttons)
