"""What a guardian reads on a locked screen or in her mail, whoever wrote it."""

from dataclasses import dataclass

FOOT = {
    "ja": "このメールには返信できません。",
    "easy": "このメールに 返事は できません。",
    "en": "This mail cannot be answered.",
}


@dataclass(frozen=True)
class Button:
    """A link of a mail; in a push that offers answers also one of them, by its key."""

    label: str
    url: str
    key: str = ""


@dataclass(frozen=True)
class Letter:
    """Words in the language of one guardian. Plain text, whole addresses; the first button is the main."""

    language: str
    title: str
    body: str
    url: str
    sender: str
    buttons: tuple[Button, ...]
    is_urgent: bool = False
    request: str = ""

    @property
    def foot(self) -> str:
        """The last line of a mail."""
        return FOOT[self.language]


def one_line(text: str) -> str:
    """A header or a heading: line breaks and control characters of whoever wrote it become spaces."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
