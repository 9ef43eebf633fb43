"""A survey again: as a copy, as a pattern that is kept, as the next round."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from backend.errors import NotVisible
from facilities.models import Facility
from notices.models import Notice
from notices.selectors.tree import lines_of
from notices.services import Scopes
from surveys.models import Survey
from surveys.policies import require_maker
from surveys.selectors.asking import drafts_of, followed_by, shared_patterns
from surveys.services.questions import save_questions
from surveys.services.surveys import save_survey

COPIED = (
    "title", "introduction", "translations", "unit", "is_anonymous", "may_edit", "skipped_are_unanswered",
    "reminds_on_last_morning",
)  # fmt: skip


@transaction.atomic
def copy_survey(*, actor: User, survey: Survey, as_pattern: bool = False, next_round: bool = False) -> Survey:
    """A new draft with the same questions and the same audience, without times.

    Rounds name the first of them in `repeats`, and keep their codes, so that they can be compared.
    """
    if not followed_by(actor).filter(pk=survey.pk).exists():
        raise NotVisible
    require_maker(actor, survey.organisation_id, survey.facility_id)
    copy = _copy(actor, survey, survey.facility, _scopes(survey.notice) if survey.notice else None)
    copy.is_template = as_pattern
    copy.repeats_id = (survey.repeats_id or survey.pk) if next_round else None
    copy.save(update_fields=["is_template", "repeats"])
    return copy


@transaction.atomic
def use_pattern(*, actor: User, pattern: Survey, facility: Facility) -> Survey:
    """A facility's own draft from a pattern of its central office, for all its families."""
    if not shared_patterns(actor).filter(pk=pattern.pk, organisation=facility.organisation_id).exists():
        raise NotVisible
    require_maker(actor, pattern.organisation_id, facility.pk)
    return _copy(actor, pattern, facility, Scopes(everything=True))


def _copy(actor: User, survey: Survey, facility: Facility | None, scopes: Scopes | None) -> Survey:
    copy = save_survey(
        actor=actor,
        organisation=survey.organisation,
        facility=facility,
        scopes=scopes,
        ages=list(survey.notice.ages) if survey.notice else [],
        **{name: getattr(survey, name) for name in COPIED},
    )
    save_questions(actor=actor, survey=copy, version=copy.version, questions=drafts_of(survey))
    return copy


def _scopes(notice: Notice) -> Scopes:
    """The audience as it was chosen."""
    lines = lines_of(notice)
    return Scopes(
        everything=lines.everything,
        facilities=lines.facilities,
        without_facilities=lines.without_facilities,
        classrooms=_all_of(lines.classrooms),
        without_classrooms=_all_of(lines.without_classrooms),
    )


def _all_of(by_facility: dict[UUID, frozenset[UUID]]) -> frozenset[UUID]:
    return frozenset(room for rooms in by_facility.values() for room in rooms)
