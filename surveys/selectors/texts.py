"""What people wrote, without anything beside it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from backend.rowlevel import SYSTEM, inside
from surveys.masking import LEAST
from surveys.models import Kind, Question
from surveys.selectors.counting import Narrowed

SHOWN = 50
# Sorted by a mark of the text itself: not when it was written, not by whom, and the same order each time.
_TEXTS = """
SELECT a.question_id, a.choice_id, a.text
FROM surveys_response r JOIN surveys_answer a ON a.response_id = r.id
WHERE {where} AND a.question_id = %(question)s AND a.text <> ''
ORDER BY md5(a.text || a.question_id::text), a.text
"""


@dataclass(frozen=True)
class Texts:
    """`found` of `whole` answers, the first of them in `shown`; nothing of fewer than five without names."""

    question: Question
    whole: int
    found: int
    shown: tuple[str, ...]
    is_hidden: bool = False


def texts_of(narrowed: Narrowed, question: Question, wanted: str = "", most: int | None = SHOWN) -> Texts:
    """Texts of a question (also what was written beside a choice), searched without regard to case."""
    sql = _TEXTS.format(where=narrowed.where)
    with inside(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, narrowed.values | {"question": question.pk})
        texts = [row[2] for row in cursor.fetchall()]
    if narrowed.survey.is_anonymous and len(texts) < LEAST:
        return Texts(question, 0, 0, (), is_hidden=True)
    found = [text for text in texts if wanted.casefold() in text.casefold()]
    return Texts(question, len(texts), len(found), tuple(found[:most]))


def takes_text(question: Question) -> bool:
    """A question whose answers are written, wholly or beside a choice."""
    return question.kind in (Kind.SHORT, Kind.LONG) or any(one.takes_text for one in question.choices.all())


def question_in(narrowed: Narrowed, key: UUID) -> Question | None:
    """Of this survey, with its choices."""
    rows = Question.objects.filter(survey=narrowed.survey, pk=key)
    return rows.prefetch_related("choices").first()
