"""A survey that asks, made row by row: these tests are about its answers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from facilities.models import Facility
from notices import services
from notices.models import Asks, Notice
from surveys.models import Choice, Kind, Question, Survey, Unit
from tests import factories


def make_asking(actor: User, facility: Facility, **fields: Any) -> Survey:
    """An open survey of the facility's families with five questions: q1 leads to q2 (yes) or q3 (no)."""
    notice = factories.make_notice(actor, facility.organisation, facility, urgency="everyday", title="夏祭り")
    Notice.objects.filter(pk=notice.pk).update(asks=Asks.SURVEY)
    values = {
        "title": "夏祭り",
        "introduction": "お手伝いをお願いします。",
        "unit": Unit.HOUSEHOLD,
        "notice": notice,
    }
    survey = Survey.objects.create(
        organisation=facility.organisation, facility=facility, author=actor, **{**values, **times(), **fields}
    )  # fmt: skip
    add_questions(survey)
    return survey


def make_staff_asking(actor: User, facility: Facility, **fields: Any) -> Survey:
    """An open survey of the facility's staff; its notice is a draft that is never sent."""
    draft = factories.make_draft(
        actor, facility.organisation, facility, urgency="everyday", scopes=services.Scopes(everything=True)
    )
    Notice.objects.filter(pk=draft.pk).update(asks=Asks.SURVEY)
    values = {"title": "研修", "unit": Unit.STAFF, "notice": draft}
    survey = Survey.objects.create(
        organisation=facility.organisation, facility=facility, author=actor, **{**values, **times(), **fields}
    )  # fmt: skip
    add_questions(survey)
    return survey


def times() -> dict[str, Any]:
    now = timezone.now()
    opens = now - timedelta(hours=1)
    return {"published_at": opens, "opens_at": opens, "closes_at": now + timedelta(days=7)}


def add_questions(survey: Survey) -> None:
    comes = _question(survey, 1, Kind.YES_NO, "参加しますか", is_required=True, choices=("はい", "いいえ"))
    _question(
        survey, 2, Kind.NUMBER, "何人で来ますか", is_required=True, lowest=1, highest=9,
        shown_when=comes, shown_choices=[1],
    )  # fmt: skip
    why = _question(
        survey, 3, Kind.MULTIPLE, "理由", shown_when=comes, shown_choices=[2], choices=("仕事", "その他")
    )
    why.choices.filter(code=2).update(takes_text=True)
    _question(survey, 4, Kind.DATE, "準備に来られる日")
    _question(survey, 5, Kind.LONG, "ひとこと")


def _question(
    survey: Survey, number: int, kind: str, text: str, choices: tuple[str, ...] = (), **fields: Any
) -> Question:
    row = Question.objects.create(
        survey=survey, position=number, code=f"q{number}", kind=kind, text=text, **fields
    )
    Choice.objects.bulk_create(
        Choice(question=row, position=code, code=code, text=word)
        for code, word in enumerate(choices, start=1)
    )
    return row
