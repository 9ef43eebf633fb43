"""The questions of a survey as fields of one form: read without scripts, moved and branched by buttons and boxes."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from backend.errors import DomainError
from surveys.models import CHOOSING, Kind
from surveys.structure import ChoiceDraft, QuestionDraft, require_branch

LANGUAGES = ("easy", "en")
LINES_READ = 200
YES_NO = (
    ChoiceDraft("はい", 1, {"easy": {"text": "はい"}, "en": {"text": "Yes"}}),
    ChoiceDraft("いいえ", 2, {"easy": {"text": "いいえ"}, "en": {"text": "No"}}),
)
SCALE = tuple(ChoiceDraft(str(point), point) for point in range(1, 6))


@dataclass(frozen=True)
class Lead:
    """One earlier answer that could lead to a question."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Box:
    """A question as the builder shows it. `leads` are the earlier answers that can lead to it, by question."""

    draft: QuestionDraft
    number: int
    is_last: bool
    leads: tuple[tuple[str, tuple[Lead, ...]], ...]

    @property
    def kind_label(self) -> str:
        return str(Kind(self.draft.kind).label)

    @property
    def offers(self) -> bool:
        return self.draft.kind in CHOOSING

    @property
    def lines(self) -> str:
        return "\n".join(one.text for one in self.draft.choices)

    @property
    def has_room(self) -> bool:
        return bool(self.draft.choices) and self.draft.choices[-1].takes_text

    @property
    def others(self) -> list[dict[str, str]]:
        """What stands there in the other languages."""
        return [
            {
                "language": language,
                **{key: self.draft.translations.get(language, {}).get(key, "") for key in ("text", "help")},
                "lines": "\n".join(
                    one.translations.get(language, {}).get("text", "") for one in self.draft.choices
                ).rstrip("\n"),
            }
            for language in LANGUAGES
        ]


def boxes_of(drafts: Sequence[QuestionDraft]) -> list[Box]:
    """In order."""
    return [
        Box(draft, number, number == len(drafts), _leads(draft, drafts[: number - 1]))
        for number, draft in enumerate(drafts, start=1)
    ]


def _leads(draft: QuestionDraft, before: Sequence[QuestionDraft]) -> tuple[tuple[str, tuple[Lead, ...]], ...]:
    return tuple(
        (
            f"{number}. {one.text}",
            tuple(
                Lead(
                    f"{one.code}:{choice.code}",
                    choice.text,
                    draft.shown_when == one.code and choice.code in draft.shown_choices,
                )
                for choice in one.choices
            ),
        )
        for number, one in enumerate(before, start=1)
        if one.kind in CHOOSING and one.choices
    )


def drafts_in(data: QueryDict, saved: Sequence[QuestionDraft], *, is_locked: bool) -> list[QuestionDraft]:
    """The questions as they were sent, in the order of the page; locked ones keep everything but their words."""
    known = {one.code: one for one in saved}
    sent = data.getlist("question")[:LINES_READ]
    return [_draft(data, code, known.get(code), is_locked=is_locked) for code in sent]


def acted(drafts: list[QuestionDraft], act: str) -> tuple[list[QuestionDraft], str]:
    """After a button such as 'up:q3' or 'add:single', and the code of the question to look at."""
    what, _sep, which = act.partition(":")
    if what == "add" and which in Kind.values:
        return [*drafts, _new(which)], "last"
    place = next((index for index, one in enumerate(drafts) if one.code == which), None)
    if place is None:
        return drafts, ""
    if what == "drop":
        kept = [one for one in drafts if one.code != which]
        return [_without(one, which) for one in kept], drafts[max(place - 1, 0)].code
    other = place + {"up": -1, "down": 1}.get(what, 0)
    if other == place or not 0 <= other < len(drafts):
        return drafts, which
    upper, lower = sorted((place, other))
    require_branch(lower + 1, drafts[lower], before=drafts[:upper], after=drafts[upper:lower])
    return [*drafts[:upper], drafts[lower], drafts[upper], *drafts[lower + 1 :]], which


def _new(kind: str) -> QuestionDraft:
    choices = {Kind.YES_NO: YES_NO, Kind.SCALE: SCALE}.get(Kind(kind), ())
    return QuestionDraft(kind=kind, text="", choices=choices)


def _without(draft: QuestionDraft, code: str) -> QuestionDraft:
    """What followed from a question that is gone is asked of everybody."""
    return replace(draft, shown_when="", shown_choices=()) if draft.shown_when == code else draft


def _draft(data: QueryDict, code: str, saved: QuestionDraft | None, *, is_locked: bool) -> QuestionDraft:
    def said(name: str) -> str:
        return data.get(f"{code}-{name}", "").replace("\r", "")

    choices = _choices(data, code, saved.choices if saved else ())
    words: dict[str, Any] = {
        "text": said("text"),
        "help": said("help"),
        "translations": {
            language: {"text": said(f"text_{language}").strip(), "help": said(f"help_{language}").strip()}
            for language in LANGUAGES
        },
    }
    if is_locked and saved:
        return replace(saved, choices=choices, **words)
    asked, leading = _branch(data.getlist(f"{code}-shown"))
    return QuestionDraft(
        kind=said("kind"),
        code=code,
        is_required=f"{code}-required" in data,
        lowest=_number(said("lowest")),
        highest=_number(said("highest")),
        shown_when=asked,
        shown_choices=leading,
        choices=choices,
        **words,
    )


def _choices(data: QueryDict, code: str, saved: Sequence[ChoiceDraft]) -> list[ChoiceDraft]:
    """One a line. A line keeps the code of the same words, else of the same place, so that branches stay right."""
    lines = [line.strip() for line in data.get(f"{code}-choices", "").replace("\r", "").split("\n")]
    lines = [line for line in lines if line]
    codes = _codes(lines, saved)
    others = {
        language: data.get(f"{code}-choices_{language}", "").replace("\r", "").split("\n")
        for language in LANGUAGES
    }
    room = f"{code}-room" in data
    return [
        ChoiceDraft(
            line,
            codes[place],
            {
                language: {"text": words[place].strip()}
                for language, words in others.items()
                if place < len(words) and words[place].strip()
            },
            takes_text=room and place == len(lines) - 1,
        )
        for place, line in enumerate(lines)
    ]


def _codes(lines: Sequence[str], saved: Sequence[ChoiceDraft]) -> list[int | None]:
    by_words = {one.text: one.code for one in saved}
    codes = [by_words.get(line) for line in lines]
    taken = {code for code in codes if code is not None}
    for place, one in enumerate(saved):
        if place < len(codes) and codes[place] is None and one.code not in taken:
            codes[place] = one.code
            taken.add(one.code or 0)
    return codes


def _branch(sent: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    pairs = [value.partition(":") for value in sent[:LINES_READ]]
    asked = {code for code, _sep, _choice in pairs}
    if len(asked) > 1:
        raise DomainError(_("A question can follow from one question only. Nothing was saved."))
    leading = tuple(int(choice) for _code, _sep, choice in pairs if choice.isdecimal() and len(choice) < 6)
    return (next(iter(asked), ""), leading)


def _number(text: str) -> Decimal | None:
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", ".")
    if not plain:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**10:
        raise DomainError(_("“%(text)s” is not a number. Nothing was saved.") % {"text": text[:20]})
    return number
