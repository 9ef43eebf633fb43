"""Three surveys that are open: the ward's about New Year (without names), its about the app, and one of a nursery.

Families and their answers follow set-based from the plan's number; the demo's mother has answered none of them.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from backend.demo_data import surveys_sql as sql
from backend.demo_data.numbers import Plan, run
from backend.demo_data.places import Places
from backend.demo_data.survey_texts import APP, HELPERS, NEW_YEAR, Asked
from facilities.models import Enrolment, Facility, Role, StaffPost
from notices.models import Asks, Notice, NoticeClassroom, Scope, State
from notices.selectors.audience import classes_and_days
from notices.services.publication import FREEZE
from surveys.models import Choice, Question, Survey
from surveys.words import notice_words

NAMED = ("guardian", "guardian2", "grandmother", "separated", "blocked")


@dataclass(frozen=True)
class _Open:
    """A survey that opened some days ago and ends in some."""

    asked: Asked
    facility: Facility | None
    author: User
    opened: datetime
    closes: datetime


def make_surveys(plan: Plan, places: Places) -> None:
    """Ask, let two thirds answer, and keep what they said."""
    for number, one in enumerate(_all(plan, places)):
        survey = _survey(plan, places, number, one)
        if survey.notice:
            _ask(plan, places, survey.notice, one)
        _answer(plan, survey, one)


def _all(plan: Plan, places: Places) -> list[_Open]:
    posts = StaffPost.objects.filter(organisation=places.organisation).select_related(
        "member__user", "facility"
    )
    office = posts.filter(role=Role.CENTRAL_SENDER).order_by("pk")[0].member.user
    hers = Enrolment.objects.filter(child__grants__guardian__user__login="guardian").order_by("pk")
    facility = Facility.objects.get(pk=hers[0].facility_id)
    manager = posts.filter(role=Role.MANAGER, facility=facility).order_by("pk")[0].member.user
    return [
        _Open(NEW_YEAR, None, office, _at(plan, -4, time(10)), _at(plan, 3, time(17))),
        _Open(APP, None, office, _at(plan, -9, time(9, 30)), _at(plan, 9, time(17))),
        _Open(HELPERS, facility, manager, _at(plan, -2, time(15)), _at(plan, 5, time(18))),
    ]


def _at(plan: Plan, days: int, clock: time) -> datetime:
    return datetime.combine(plan.today + timedelta(days=days), clock, timezone.get_default_timezone())


def _survey(plan: Plan, places: Places, number: int, one: _Open) -> Survey:
    asked = one.asked
    survey = Survey(
        id=plan.made_id("survey", number), organisation=places.organisation, facility=one.facility, author=one.author,
        title=asked.title, introduction=asked.introduction, translations=asked.translations,
        is_anonymous=asked.is_anonymous, may_edit=not asked.is_anonymous, version=2, created_at=one.opened,
        opens_at=one.opened, published_at=one.opened, closes_at=one.closes,
        first_answer_at=one.opened + timedelta(minutes=4),
    )  # fmt: skip
    notice = Notice.objects.create(
        id=plan.made_id("survey notice", number), organisation=places.organisation, facility=one.facility,
        author=one.author, asks=Asks.SURVEY, state=State.PUBLISHED, version=2, created_at=one.opened,
        publish_at=one.opened, published_by=one.author, published_at=one.opened,
        frozen_at=one.opened + timedelta(seconds=1), valid_until=one.closes, **notice_words(survey),
    )  # fmt: skip
    survey.notice = notice
    survey.save(force_insert=True)
    _questions(plan, survey, number, asked)
    return survey


def _questions(plan: Plan, survey: Survey, number: int, asked: Asked) -> None:
    rows: dict[str, Question] = {}
    for position, one in enumerate(asked.questions):
        row = Question.objects.create(
            id=plan.made_id("question", 100 * number + position), survey=survey, position=position,
            code=f"q{position + 1}", kind=one.kind, text=one.text, translations=one.translations,
            is_required=one.is_required, shown_when=rows.get(one.shown_when), shown_choices=list(one.shown_choices),
        )  # fmt: skip
        rows[row.code] = row
        Choice.objects.bulk_create(
            Choice(
                question=row, position=code - 1, code=code, text=text, translations={"en": {"text": english}}
            )
            for code, (text, english) in enumerate(one.choices, start=1)
        )


def _ask(plan: Plan, places: Places, notice: Notice, one: _Open) -> None:
    Scope.objects.create(notice=notice, facility=one.facility)
    only = one.facility.pk if one.facility else None
    rooms = [room for room in places.classrooms if only in (None, room.facility_id)]
    NoticeClassroom.objects.bulk_create(
        NoticeClassroom(notice=notice, classroom=room, facility_id=room.facility_id) for room in rooms
    )
    keys: list[UUID] = [room.pk for room in rooms]
    run(
        FREEZE, notice=notice.pk, now=one.opened, emergency=False, expires=one.closes,
        **classes_and_days(keys, plan.today),
    )  # fmt: skip
    run(sql.SETTLED, notice=notice.pk)


def _answer(plan: Plan, survey: Survey, one: _Open) -> None:
    values = {
        "survey": survey.pk, "notice": survey.notice_id, "author": one.author.pk, "opened": one.opened,
        "hours": (plan.now - one.opened).total_seconds() / 3600, "share": one.asked.share,
        "anonymous": survey.is_anonymous, "today": plan.today, "named": list(NAMED),
    }  # fmt: skip
    for statement in sql.ANSWERING:
        run(statement, **values)
    for statement in one.asked.statements:
        run(statement, **values)
    for code, texts in one.asked.texts.items():
        run(sql.TEXT, survey=survey.pk, code=code, texts=list(texts))
    run(sql.DONE)
