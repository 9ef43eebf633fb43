"""The questions of a survey, saved as one list; after the first answer only their words can be mended."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict
from backend.events import publish
from surveys.events import SurveyChanged
from surveys.models import Choice, Question, QuestionFix, Survey
from surveys.policies import require_maker
from surveys.selectors.asking import drafts_of
from surveys.structure import QuestionDraft, checked
from surveys.topics import desks_of


@transaction.atomic
def save_questions(
    *, actor: User, survey: Survey, version: int, questions: Sequence[QuestionDraft]
) -> Survey:
    """Write the whole list. Questions and choices are kept by their codes; what is not in the list goes.

    The survey is locked meanwhile, as it is by its first answer: an answer never meets half a list.
    """
    require_maker(actor, survey.organisation_id, survey.facility_id)
    current = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if current.version != version:
        raise Conflict(
            _("Somebody else changed this survey meanwhile. Your change was not saved; read it again."),
            code="changed_meanwhile",
            details={"version": current.version},
        )
    wanted = checked(questions)
    if current.is_locked:
        _mend_words(actor, current, wanted)
    else:
        _write(current, wanted)
    Survey.objects.filter(pk=survey.pk).update(version=F("version") + 1)
    survey.refresh_from_db()
    publish(SurveyChanged(survey.pk), topics=desks_of(survey))
    return survey


def _write(survey: Survey, wanted: list[QuestionDraft]) -> None:
    known = {row.code: row for row in survey.questions.all()}
    Question.objects.filter(survey=survey).update(shown_when=None)
    survey.questions.exclude(code__in=[one.code for one in wanted]).delete()
    rows: dict[str, Question] = {}
    for position, draft in enumerate(wanted):
        row = known.get(draft.code) or Question(survey=survey, code=draft.code)
        row.position = position
        for name in ("kind", "text", "help", "is_required", "lowest", "highest"):
            setattr(row, name, getattr(draft, name))
        row.translations = _as_json(draft.translations)
        row.shown_when = rows.get(draft.shown_when)
        row.shown_choices = sorted(draft.shown_choices)
        row.save()
        rows[draft.code] = row
        _write_choices(row, draft)


def _write_choices(question: Question, draft: QuestionDraft) -> None:
    known = {row.code: row for row in question.choices.all()}
    question.choices.exclude(code__in=[one.code for one in draft.choices]).delete()
    for position, one in enumerate(draft.choices):
        row = known.get(one.code or 0) or Choice(question=question, code=one.code or 0)
        row.position, row.text, row.takes_text = position, one.text, one.takes_text
        row.translations = _as_json(one.translations)
        row.save()


def _mend_words(actor: User, survey: Survey, wanted: list[QuestionDraft]) -> None:
    before = drafts_of(survey)
    if [one.structure for one in before] != [one.structure for one in wanted]:
        raise Conflict(
            _(
                "Somebody has answered already: only the words of questions and choices can be mended. "
                "Nothing was saved."
            ),
            code="locked",
        )
    questions = {row.code: row for row in survey.questions.prefetch_related("choices")}
    for draft in wanted:
        row = questions[draft.code]
        _mend(actor, row, draft)


def _mend(actor: User, row: Question, draft: QuestionDraft) -> None:
    """Every changed word leaves what stood there before."""
    for name in ("text", "help"):
        _log(actor, row, None, getattr(row, name), getattr(draft, name))
    Question.objects.filter(pk=row.pk).update(
        text=draft.text, help=draft.help, translations=_as_json(draft.translations)
    )
    words = {one.code: one for one in draft.choices}
    for choice in row.choices.all():
        mended = words[choice.code]
        _log(actor, row, choice, choice.text, mended.text)
        Choice.objects.filter(pk=choice.pk).update(
            text=mended.text, translations=_as_json(mended.translations)
        )


def _log(actor: User, question: Question, choice: Choice | None, before: str, after: str) -> None:
    if before != after:
        QuestionFix.objects.create(
            survey_id=question.survey_id,
            question=question,
            choice=choice,
            before=before,
            after=after,
            by=actor,
        )


def _as_json(translations: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Without languages in which nothing was written."""
    kept = {
        language: {key: text for key, text in words.items() if text}
        for language, words in translations.items()
    }
    return {language: words for language, words in kept.items() if words}
