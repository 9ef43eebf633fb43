"""What a survey asks, as rows and as drafts, and which surveys somebody may work on or follow."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from facilities.models import StaffMember, StaffPost, on_day
from facilities.models.roles import KEEPING_ROLES
from surveys.models import Question, Survey
from surveys.models.questionnaires import SurveyQuerySet
from surveys.structure import ChoiceDraft, QuestionDraft


def questions_of(survey: Survey) -> QuerySet[Question]:
    """In order with their choices and the question each follows from; two queries."""
    return survey.questions.select_related("shown_when").prefetch_related("choices").order_by("position")


def drafts_of(survey: Survey) -> list[QuestionDraft]:
    """The saved questions as they would be written again."""
    return [_draft(row) for row in questions_of(survey)]


def _draft(row: Question) -> QuestionDraft:
    return QuestionDraft(
        kind=row.kind,
        text=row.text,
        code=row.code,
        help=row.help,
        translations=row.translations,
        is_required=row.is_required,
        lowest=row.lowest,
        highest=row.highest,
        shown_when=row.shown_when.code if row.shown_when else "",
        shown_choices=tuple(row.shown_choices),
        choices=tuple(
            ChoiceDraft(one.text, one.code, one.translations, one.takes_text) for one in row.choices.all()
        ),
    )


def followed_by(user: User) -> SurveyQuerySet:
    """Those she works on and those whose results she may read."""
    rows = Survey.objects.made_by(user) | Survey.objects.visible_to(user)
    return rows.select_related("organisation", "facility", "author", "notice")


def shared_patterns(user: User) -> QuerySet[Survey]:
    """Patterns of the central office, for managers and offices of its facilities to ask their own families with."""
    posts = StaffPost.objects.held_by(user).filter(
        role__in=KEEPING_ROLES, organisation=OuterRef("organisation")
    )
    rows = Survey.objects.filter(Exists(posts), is_template=True, facility__isnull=True).exclude(title="")
    return rows.select_related("organisation", "facility").order_by("title", "pk")


def candidates(survey: Survey) -> QuerySet[StaffMember]:
    """Who could be listed as a reader of its results: staff of the facility, or of the whole organisation."""
    posts = StaffPost.objects.filter(on_day(timezone.localdate()), member=OuterRef("pk"))
    if survey.facility_id:
        posts = posts.filter(facility=survey.facility_id)
    rows = StaffMember.objects.filter(Exists(posts), organisation=survey.organisation_id)
    return rows.order_by("name", "pk")
