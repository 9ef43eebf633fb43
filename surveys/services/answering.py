"""Answering: once a unit, whoever of the family does it; named answers can be changed, anonymous ones lead nowhere."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish
from backend.rowlevel import as_system
from facilities.policies import audit
from facilities.topics import household_topic
from notices.services import mark_answered
from surveys.answers import Said, Sheet, read_answers, typed_of, unknown_to
from surveys.events import SurveyAnswered
from surveys.models import Answer, Participation, ParticipationChange, Question, Response, Survey, Via
from surveys.policies.answering import require_answerer, require_entry
from surveys.selectors.asked import key_of, vars_of
from surveys.selectors.given import answers_in, askings, questions_of
from surveys.selectors.units import Place, units_of
from surveys.services.answer_drafts import forget_drafts
from surveys.topics import desks_of
from surveys.units import UnitKey

COUNTED_AT_ONCE = 10


@transaction.atomic
def submit_answers(
    *, actor: User, survey: Survey, unit: UnitKey, answers: Mapping[str, object], via: str = Via.APP
) -> Participation:
    """Take the answers of a unit; the same again changes nothing, others replace a named answer while it may be.

    `answers` by question code, see surveys.answers. DomainError "answers_wrong" has the sentences in
    details["wrong"]; Conflict says that the survey was changed, is over, or was answered for good.
    """
    place = (require_answerer if via == Via.APP else require_entry)(actor, survey, unit)
    now = timezone.now()
    survey = _opened(survey, now)
    questions = questions_of(survey)
    sheet = _checked(questions, answers)
    row, is_new = _participation(survey, place, actor, via, now)
    if not is_new and _is_same(survey, row, sheet):
        return row
    response = _response(survey, row, place, via) if is_new else _changed(row, actor, via, now)
    _write(survey, response, questions, sheet)
    if survey.is_anonymous:
        _count_in(survey)
    if via == Via.APP:
        forget_drafts(actor, survey, unit)
    _tell(actor, survey, place, via)
    return row


def _opened(survey: Survey, now: datetime) -> Survey:
    """The survey as it stands; the first answer locks its structure, and waits for an edit that is under way."""
    rows = Survey.objects.select_related("notice")
    found = rows.get(pk=survey.pk)
    if found.first_answer_at is None:
        found = rows.select_for_update(of=("self",)).get(pk=survey.pk)
    if not found.is_open(now):
        is_over = found.closes_at is not None and found.closes_at <= now
        raise Conflict(
            _("This survey is over, so this answer could not be taken. Please tell the nursery by telephone.")
            if is_over
            else _("This survey is not open yet. Nothing was sent."),
            code="survey_closed",
        )
    if found.first_answer_at is None:
        Survey.objects.filter(pk=found.pk).update(first_answer_at=now)
    return found


def _checked(questions: Sequence[Question], answers: Mapping[str, object]) -> Sheet:
    asked = askings(questions)
    if unknown_to(asked, answers):
        raise Conflict(
            _(
                "The nursery has changed the questions while you were answering. Nothing was sent yet; "
                "your other answers are kept. Please look through them and send again."
            ),
            code="survey_changed",
        )
    sheet = read_answers(asked, answers)
    if sheet.wrong:
        raise DomainError(
            _("Please look at the marked questions. Nothing was sent yet; what you wrote is kept."),
            code="answers_wrong",
            details={"wrong": dict(sheet.wrong)},
        )
    return sheet


def _participation(
    survey: Survey, place: Place, actor: User, via: str, now: datetime
) -> tuple[Participation, bool]:
    """The unit's one row, held until the end of the transaction; made by whoever comes first."""
    made, is_new = Participation.objects.get_or_create(
        survey=survey,
        **vars_of(place.seat.unit),
        defaults={
            "facility_id": place.facility_id,
            "answered_by": actor,
            "answered_at": now,
            "via": via,
        },
    )
    if is_new:
        return made, True
    # Alone: with who answered joined to it, PostgreSQL drops a row whose person changed while we waited.
    return Participation.objects.select_for_update().get(pk=made.pk), False


def _is_same(survey: Survey, row: Participation, sheet: Sheet) -> bool:
    """Sent twice; a Conflict where another answer stands for good."""
    said = {"name": row.answered_by.name, "time": timezone.localtime(row.answered_at).strftime("%H:%M")}
    if survey.is_anonymous:
        raise Conflict(
            _(
                "%(name)s has answered already, at %(time)s. Answers without a name cannot be found again, "
                "so this one was not taken."
            )
            % said,
            code="answered",
        )
    if dict(answers_in(row.response)) == dict(sheet.given):
        return True
    if not survey.may_edit:
        raise Conflict(
            _(
                "%(name)s has answered already, at %(time)s. Answers to this survey cannot be changed; "
                "please telephone the nursery."
            )
            % said,
            code="answered",
        )
    return False


def _response(survey: Survey, row: Participation, place: Place, via: str) -> Response:
    """What is answered; without a name it has nothing in common with who answered but the place."""
    named = {"participation": row, "language": row.answered_by.language, "via": via, "is_counted": True}
    return Response.objects.create(
        **({} if survey.is_anonymous else named),
        survey=survey,
        facility_id=place.facility_id,
        classroom_id=place.classroom_id,
        age=place.age,
        children=place.children,
    )


def _changed(row: Participation, actor: User, via: str, now: datetime) -> Response:
    """What was there is written down before it goes."""
    before: Mapping[str, Said] = answers_in(row.response)
    ParticipationChange.objects.create(participation=row, by=actor, at=now, answers=typed_of(before))
    row.answered_by, row.answered_at, row.via, row.version = actor, now, via, row.version + 1
    row.save(update_fields=["answered_by", "answered_at", "via", "version"])
    response: Response = row.response
    response.answers.all().delete()
    return response


def _write(survey: Survey, response: Response, questions: Sequence[Question], sheet: Sheet) -> None:
    """Keys of anonymous answers are drawn by lot: in the order of time they would stand beside who answered."""
    rows = [
        answer
        for question in questions
        for answer in _answers_to(question, sheet.given.get(question.code), question.code in sheet.skipped)
    ]
    for answer in rows:
        answer.response = response
        answer.id = secrets.randbits(63) if survey.is_anonymous else None
    if survey.is_anonymous:
        rows.sort(key=lambda answer: answer.id or 0)
    Answer.objects.bulk_create(rows)


def _count_in(survey: Survey) -> None:
    """Ten at once: results that moved with each answer would stand beside who has just answered."""
    waiting = Response.objects.filter(survey=survey, is_counted=False)
    if waiting.count() >= COUNTED_AT_ONCE:
        waiting.update(is_counted=True)


def _answers_to(question: Question, said: Said | None, is_skipped: bool) -> list[Answer]:
    if is_skipped:
        return [Answer(question=question, is_skipped=True)]
    if said is None:
        return []
    if not said.choices:
        return [Answer(question=question, number=said.number, day=said.day, text=said.text)]
    chosen = [choice for choice in question.choices.all() if choice.code in said.choices]
    return [Answer(question=question, choice=one, text=said.beside.get(one.code, "")) for one in chosen]


def _tell(actor: User, survey: Survey, place: Place, via: str) -> None:
    household = place.seat.unit.household_id
    topics = desks_of(survey, place.facility_id)
    if household:
        _settle(survey, household)
        topics.append(household_topic(household))
    publish(SurveyAnswered(survey.pk), topics=topics)
    if via == Via.APP:
        return
    for child in {link.child_id for link in place.seat.links}:
        audit(
            actor, "survey.entered", "survey", survey.pk,
            organisation=survey.organisation_id, facility=place.facility_id, child=child, via=via,
        )  # fmt: skip


@as_system()
def _settle(survey: Survey, household: UUID) -> None:
    """The family is not reminded or phoned any more once everybody of it who can answer has."""
    seats = units_of(survey, [household])[household]
    counted = [seat for seat in seats if seat.users] or seats
    answered = {key_of(row) for row in Participation.objects.filter(survey=survey, household=household)}
    if any(seat.unit not in answered for seat in counted):
        return
    if survey.notice_id:
        mark_answered(notice_id=survey.notice_id, household_id=household, at=timezone.now())
