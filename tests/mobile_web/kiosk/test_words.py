"""The entrance's words: every sentence in every language, with the same places for names and times."""

import re

from mobile_web.kiosk_words import LANGUAGES, WORDS


def places(text: object) -> list[str]:
    return sorted(re.findall(r"{\w+}", str(text)))


def test_each_language_says_everything() -> None:
    japanese = WORDS["ja"]

    for code, _name in LANGUAGES:
        words = WORDS[code]
        assert words.keys() == japanese.keys()
        assert [places(words[name]) for name in japanese] == [places(text) for text in japanese.values()]
        assert words["relations"].keys() == japanese["relations"].keys()
        assert all(words[name] or name == "empty" for name in words)
