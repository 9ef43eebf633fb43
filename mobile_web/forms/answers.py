"""A survey's questions as a page shows them, and what comes back from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from surveys.answers import BESIDE_CHOICE, LONGEST, codes_of, plain
from surveys.models import CHOOSING, Kind, Question

PREFIX = "a_"
LANGUAGES_OF = {"ja": "ja", "en": "en", "easy": "ja"}


@dataclass(frozen=True)
class Option:
    """One choice; `beside` is the name of its room to write, if it has one."""

    code: int
    text: str
    is_chosen: bool
    beside: str
    written: str


@dataclass(frozen=True)
class Line:
    """One question. `when` names the field that leads here, `when_codes` its choices, `when_words` both for people."""

    name: str
    number: int
    kind: str
    text: str
    help: str
    is_required: bool
    options: tuple[Option, ...]
    written: str
    error: str
    when: str
    when_codes: str
    when_words: str
    longest: int

    @property
    def is_many(self) -> bool:
        return self.kind == Kind.MULTIPLE

    @property
    def is_scale(self) -> bool:
        return self.kind == Kind.SCALE

    @property
    def is_choosing(self) -> bool:
        return self.kind in CHOOSING


def lines_of(
    questions: Sequence[Question],
    typed: Mapping[str, object],
    wrong: Mapping[str, str],
    language: str,
) -> list[Line]:
    """Every question in its order, filled in with what was typed so far."""
    return [_line(number, row, typed, wrong, language) for number, row in enumerate(questions, start=1)]


def typed_in(data: QueryDict) -> dict[str, object]:
    """What a page sent, by question code; also answers to questions that are gone meanwhile."""
    found: dict[str, object] = {}
    for key, values in data.lists():
        if key.startswith(PREFIX):
            found[key[len(PREFIX) :]] = values if len(values) > 1 else values[0]
    return found


def _line(
    number: int, row: Question, typed: Mapping[str, object], wrong: Mapping[str, str], language: str
) -> Line:
    words = row.words(language)
    earlier = row.shown_when
    return Line(
        name=f"{PREFIX}{row.code}",
        number=number,
        kind=row.kind,
        text=words["text"],
        help=words["help"],
        is_required=row.is_required,
        options=_options(row, typed, language),
        written="" if row.kind in CHOOSING else plain(typed.get(row.code)),
        error=wrong.get(row.code, ""),
        when=f"{PREFIX}{earlier.code}" if earlier else "",
        when_codes=" ".join(map(str, row.shown_choices)) if earlier else "",
        when_words=_when(earlier, row.shown_choices, language) if earlier else "",
        longest=LONGEST.get(Kind(row.kind), BESIDE_CHOICE),
    )


def _options(row: Question, typed: Mapping[str, object], language: str) -> tuple[Option, ...]:
    chosen = codes_of(typed.get(row.code)) if row.kind in CHOOSING else []
    return tuple(
        Option(
            code=one.code,
            text=one.word(language),
            is_chosen=one.code in chosen,
            beside=f"{PREFIX}{row.code}_{one.code}" if one.takes_text else "",
            written=plain(typed.get(f"{row.code}_{one.code}")),
        )
        for one in row.choices.all()
    )


def _when(earlier: Question, codes: Sequence[int], language: str) -> str:
    return "・".join(one.word(language) for one in earlier.choices.all() if one.code in codes)
